"""The page on SFTP and HTTP, word by word: each of its YAML files is all that a new source takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.catalogue import HERE, load_catalogue
from ingest.pulling import pull_feed
from tests.conftest import PROJECT
from tests.integration import deliveries as d
from tests.servers.interface import Interface
from tests.servers.sshd import SftpServer

PAGE = (PROJECT / "docs" / "sftp-and-http.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
Declaration = dict[str, Any]


def add(home: Path, text: str, **addresses: Any) -> list[int]:
    """Add the one file, replace what is an address in it, pull twice; returns the new rows of each pull."""
    declaration: Declaration = yaml.safe_load(text)
    assert set(addresses) <= set(declaration["connector"])
    declaration["connector"] |= addresses
    feeds = home / "catalogue" / "feeds"
    feeds.mkdir(parents=True)
    written = yaml.safe_dump(declaration, allow_unicode=True)
    (feeds / f"{declaration['name']}.yml").write_text(written, encoding="utf-8")
    assert len([path for path in (home / "catalogue").rglob("*") if path.is_file()]) == 1
    catalogue = load_catalogue([HERE, home / "catalogue"])
    feed, rows = catalogue.feeds[declaration["name"]], []
    for _ in range(2):
        outcome = pull_feed(home / "data", catalogue, feed, d.KEY, lambda _: None)
        assert outcome.failures == []
        rows.append(sum(manifest.accepted for manifest in outcome.new))
    return rows


def test_the_page_has_one_file_for_each_connector() -> None:
    assert [yaml.safe_load(text)["connector"]["type"] for text in BLOCKS] == ["sftp", "http"]


def test_each_file_is_right_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    for text in BLOCKS:
        (tmp_path / "feeds" / f"{yaml.safe_load(text)['name']}.yml").write_text(text, encoding="utf-8")
    assert len(load_catalogue([HERE, tmp_path]).feeds) == len(load_catalogue([HERE]).feeds) + len(BLOCKS)


def test_an_sftp_feed_is_one_file(
    tmp_path: Path, sftp_server: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.connectors.sftp.time.sleep", lambda _: None)  # between the two looks
    out, taken = tmp_path / "out", tmp_path / "taken"
    out.mkdir()
    (out / "penalties.csv").write_bytes(d.as_csv(d.penalties(1, 2, 3)))
    rows = add(
        tmp_path, BLOCKS[0], host=sftp_server.host, port=sftp_server.port, folder=str(out),
        host_keys=[sftp_server.host_key], username=sftp_server.user, archive=str(taken),
        private_key={"file": str(sftp_server.client_key)},
    )  # fmt: skip
    assert rows == [3, 0]
    assert len(list(taken.iterdir())) == 1


def test_an_http_feed_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENALTIES_TOKEN", "planted-token")
    title: Callable[[str], str] = d.TITLES.__getitem__
    sent = [{title(name): value for name, value in row.items()} for row in d.penalties(*range(25))]
    with Interface(sent, token="planted-token").running() as interface:  # noqa: S106 - planted
        assert add(tmp_path, BLOCKS[1], url=interface.url) == [25, 0]
    assert {(r.parameters["area"], r.parameters["sort"]) for r in interface.asked} == {("211100", "id")}
