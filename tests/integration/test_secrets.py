"""Connectors that succeed and fail in every way they know, and no byte written anywhere names a secret.

Scanned: landing with its manifests, the inbox, Dagster's storage with events, metadata and checks, everything
that was printed or logged down to the debug lines of the libraries. Each connector's feeds are added to
`FEEDS`: some that work, some that do not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import sqlalchemy as sa
import yaml

from ingest.catalogue import load_catalogue
from orchestration.landing_assets import feed_assets, feed_key
from orchestration.run import siku_run
from tests.integration import deliveries as d
from tests.planted import holds, spellings
from tests.servers.daemon import free_port
from tests.servers.databases import PASSWORD, DatabaseServer
from tests.servers.interface import Fault, Interface
from tests.servers.line import Line
from tests.servers.sshd import SftpServer, new_key

# as people choose them: with what URLs, shells, JSON and Python have to escape
SECRETS = {
    "SFTP_PASSWORD": "planted 1 p@ss/w&rd'\"\\密码",
    "KEY_PASSPHRASE": "planted 2 开门?x=1",
    "WRONG_PASSPHRASE": "planted 3 关门",
    "HTTP_TOKEN": "planted-4-token/+==",
    "HTTP_PASSWORD": "planted 5 %41&b=2 密",
    "DATABASE_PASSWORD": PASSWORD,
    "WRONG_PASSWORD": "planted:7@/?#%20 错",
    "HTTP_APPKEY": "planted 6 app key+&密",
}
Connector = dict[str, Any]


class Place:
    """What the feeds of a test need: its folder, the servers, and when to shut them."""

    def __init__(
        self, folder: Path, sftp: SftpServer, databases: list[DatabaseServer], stack: ExitStack
    ) -> None:
        self.folder, self.sftp, self.databases, self._stack = folder, sftp, databases, stack

    def interface(self, **how: Any) -> Interface:
        rows = [{d.TITLES[name]: value for name, value in row.items()} for row in d.penalties(1, 2, 3)]
        return self._stack.enter_context(Interface(rows, **how).running())

    def line(self, port: int, *budgets: int) -> Line:
        return self._stack.enter_context(Line(port, *budgets))


def sftp_feeds(place: Place) -> Iterator[tuple[str, bool, Connector]]:
    """Name, whether it works, connector."""
    out, server = place.folder / "out", place.sftp
    out.mkdir()
    (out / "a.csv").write_bytes(d.as_csv(d.penalties(1)))
    new_key(place.folder / "locked", passphrase=SECRETS["KEY_PASSPHRASE"])
    known = {
        "type": "sftp", "host": server.host, "port": server.port, "host_keys": [server.host_key],
        "username": server.user, "folder": str(out), "settle_seconds": 0.01, "retries": 0,
    }  # fmt: skip
    key = {"private_key": {"file": str(server.client_key)}}
    locked = {"private_key": {"file": str(place.folder / "locked")}}
    password = {"password": {"env": "SFTP_PASSWORD"}}
    yield "sftp_works", True, known | key
    yield "sftp_password_refused", False, known | password
    yield "sftp_key_refused", False, known | locked | {"passphrase": {"env": "KEY_PASSPHRASE"}}
    yield "sftp_passphrase_wrong", False, known | locked | {"passphrase": {"env": "WRONG_PASSPHRASE"}}
    yield "sftp_nobody_there", False, known | password | {"port": free_port()}
    yield "sftp_breaks", False, known | password | {"port": place.line(server.port, 900).port}
    yield "sftp_not_set", False, known | {"password": {"env": "NOT_SET"}}


def http_feeds(place: Place) -> Iterator[tuple[str, bool, Connector]]:
    """Name, whether it works, connector."""
    title = d.TITLES["document_no"]
    common = {
        "type": "http", "rows": "data.list", "total": "data.total", "key": [title], "retries": 1,
        "paging": {"type": "page"}, "pause_seconds": 0,
    }  # fmt: skip
    token = {"authentication": {"type": "token", "token": {"env": "HTTP_TOKEN"}}}
    basic = {"authentication": {"type": "basic", "username": "四库", "password": {"env": "HTTP_PASSWORD"}}}
    query = {"parameters": {"appkey": {"env": "HTTP_APPKEY"}}}
    header = {"headers": {"X-Token": {"env": "HTTP_TOKEN"}}}
    right = place.interface(token=SECRETS["HTTP_TOKEN"]).url
    yield "http_token_works", True, common | token | query | {"url": right}
    login = ("四库", SECRETS["HTTP_PASSWORD"])
    yield (
        "http_basic_works",
        True,
        common | basic | query | header | {"url": place.interface(login=login).url},
    )
    yield "http_refused", False, common | basic | query | {"url": right}
    failing = place.interface(every=lambda *_: Fault(status=500)).url
    yield "http_fails", False, common | token | query | {"url": failing}
    yield (
        "http_form_fails",
        False,
        common | token | query | {"url": failing, "method": "post", "send": "form"},
    )
    broken = place.interface(every=lambda *_: Fault(cut=20)).url
    yield "http_breaks", False, common | basic | query | header | {"url": broken}
    nobody = f"http://127.0.0.1:{free_port()}/x"
    yield "http_nobody_there", False, common | token | query | {"url": nobody}
    # what a careless interface does: it puts the key into its answer
    telling = Fault(body=f'{{"code": "{SECRETS["HTTP_APPKEY"]}"}}'.encode())
    success = {"success": {"field": "code", "values": ["0"]}}
    told = place.interface(every=lambda *_: telling).url
    yield "http_tells_the_key", False, common | query | success | {"url": told}


def database_feeds(place: Place) -> Iterator[tuple[str, bool, Connector]]:
    """Name, whether it works, connector."""
    for server in place.databases:
        made, kind = server.new_database(), server.driver.split("+")[0]
        address = server.url(str(made.database), password=None)
        titles = [str(column.code) for name, column in d.STANDARD.by_name.items() if name in d.penalty()]
        table = sa.Table("xzcf", sa.MetaData(), *(sa.Column(title, sa.String(500)) for title in titles))
        engine = sa.create_engine(made, poolclass=sa.NullPool)
        with engine.begin() as connection:
            table.create(connection)
            row = [value for name, value in d.penalty().items() if d.STANDARD.by_name[name].code]
            connection.execute(sa.insert(table).values(dict(zip(titles, row, strict=True))))
        known = {
            "type": "database", "table": "xzcf", "key": [d.STANDARD.by_name["document_no"].code],
            "url": address.render_as_string(), "password": {"env": "DATABASE_PASSWORD"},
        }  # fmt: skip
        yield f"{kind}_works", True, known
        yield f"{kind}_no_table", False, known | {"table": "nothing_here"}
        wrong = {"password": {"env": "WRONG_PASSWORD"}}
        yield f"{kind}_refused", False, known | wrong
        for name, port in (("nobody_there", free_port()), ("breaks", place.line(server.port, 60).port)):
            yield f"{kind}_{name}", False, known | {"url": address.set(port=port).render_as_string()}


FEEDS: list[Callable[[Place], Iterator[tuple[str, bool, Connector]]]] = [
    sftp_feeds,
    http_feeds,
    database_feeds,
]


def declare(folder: Path, name: str, connector: Connector) -> None:
    """One YAML file, as a data engineer writes it."""
    feed = {
        "name": name, "title": name, "department": "市市场监管局", "standard": "administrative_penalty",
        "cadence": "month", "due_day": 10, "valid_from": "2024-01-01",
        "mode": "full" if connector["type"] == "database" else "changes",
        "connector": connector,
    }  # fmt: skip
    (folder / "feeds" / f"{name}.yml").write_text(yaml.safe_dump(feed, allow_unicode=True), encoding="utf-8")


def run(home: Path, names: list[str]) -> dict[str, bool]:
    """Pull the feeds in a Dagster that keeps what it is told on the disk; returns which check passed."""
    job = dg.define_asset_job(
        "some", dg.AssetSelection.assets(*(feed_key(load_catalogue().feeds[name]) for name in names)),
        executor_def=dg.in_process_executor,
    )  # fmt: skip
    assets = [feed_assets(load_catalogue())]
    definitions = dg.Definitions(assets=assets, jobs=[job], resources={"siku": siku_run})
    home.mkdir()
    with dg.DagsterInstance.local_temp(str(home)) as instance:
        result = definitions.resolve_job_def("some").execute_in_process(
            instance=instance, raise_on_error=False
        )
    return {e.asset_key.path[-1]: e.passed for e in result.get_asset_check_evaluations()}


def test_no_connector_lets_a_secret_out(
    data_root: Path,
    tmp_path: Path,
    sftp_server: SftpServer,
    postgres: DatabaseServer,
    mariadb: DatabaseServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    catalogue = tmp_path / "catalogue"
    for name in ("feeds", "standards"):
        (catalogue / name).mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("SIKU_CATALOGUE", str(catalogue))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    caplog.set_level(logging.DEBUG)
    with ExitStack() as stack:
        place = Place(tmp_path / "sources", sftp_server, [postgres, mariadb], stack)
        place.folder.mkdir()
        expected = {}
        for feeds in FEEDS:
            for name, works, connector in feeds(place):
                declare(catalogue, name, connector)
                expected[name] = works
        assert run(data_root / "dagster", list(expected)) == expected
    printed = "".join(capfd.readouterr()) + caplog.text
    assert "paramiko" in caplog.text  # the libraries did log
    assert "urllib3" in caplog.text
    written = [path for path in data_root.rglob("*") if path.is_file()]
    key = sftp_server.client_key.read_text(encoding="ascii").splitlines()[1]
    secrets = {**SECRETS, "private key": key}
    found = {
        (name, path.relative_to(data_root).as_posix())
        for name, secret in secrets.items()
        for path in written
        if holds(path, secret)
    }
    assert found == set()
    assert [name for name, secret in secrets.items() if any(s in printed for s in spellings(secret))] == []
    kinds = {path.relative_to(data_root).parts[0] for path in written}
    assert {"inbox", "landing", "dagster"} <= kinds
