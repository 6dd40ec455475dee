"""A release in a real PostgreSQL: whole or not at all, whoever reads meanwhile and whenever it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb
import psycopg
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from ingest.catalogue import Audience
from ingest.connectors.secrets import SecretError, scrub
from ingest.settings import SettingError
from orchestration.cli import app
from orchestration.release.files import KEY_FILE, created
from orchestration.run import siku_run
from orchestration.serving import postgres as serving_module
from orchestration.serving.asset import serving_asset
from orchestration.serving.postgres import ServingError, serve
from orchestration.serving.settings import Serving, serving_of
from tests.servers.daemon import find_program, free_port
from tests.servers.databases import PASSWORD, DatabaseServer

AWKWARD = [
    "",
    r"\N",
    "NULL",
    'with "quotes"',
    "a,b\nnew line\r\nand another",
    " 盘锦 ",
    "'; drop table x",
    None,
]
TABLES = ("disclosure_clock", "indicator_values", "subjects")


def publish(root: Path, edition: int, rows: int = 200) -> Path:
    """A published file as publication writes it; every table tells its edition."""
    path = root / "published" / f"{edition}.duckdb"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for name in TABLES:
            connection.execute(
                f"create table {name} as select {edition} as edition, i as row_no, "  # noqa: S608
                "0.1::double as share, 12.3400::decimal(24, 4) as amount_cny, i % 2 = 0 as is_main, "
                "date '2026-10-31' as as_of_date, "
                "timestamp '2026-10-31 08:00:00' as received_at, ?::varchar as said from range(?) t(i)",
                [f"第{edition}期", rows],
            )
            connection.execute(f"comment on table {name} is '表 {name}''s 说明'")
            connection.execute(f"comment on column {name}.amount_cny is '金额,元'")
        connection.execute("create table awkward as select unnest(?::varchar[]) as said", [AWKWARD])
        connection.execute(
            "create table release as select date '2026-10-31' as as_of_date, ? as run_id, "
            "'v' as code_version, 'shared' as audience",
            [f"run-{edition}"],
        )
    return path


@pytest.fixture
def place(postgres: DatabaseServer) -> sa.URL:
    return postgres.new_database()


@pytest.fixture
def serving(place: sa.URL, monkeypatch: pytest.MonkeyPatch) -> Serving:
    monkeypatch.setenv("SIKU_SERVE_URL", place.render_as_string(hide_password=False))
    found = serving_of()
    assert found is not None
    return found


@pytest.fixture
def reader(place: sa.URL, serving: Serving, tmp_path: Path) -> sa.URL:
    """A BI tool's login, member of the reading role; the first release is served."""
    serve(publish(tmp_path, 1), serving)
    with psycopg.connect(serving.conninfo) as admin:
        admin.execute(f"drop role if exists bi_{place.database}")
        admin.execute(f"create role bi_{place.database} login password 'x' in role siku_reader")
    return place.set(username=f"bi_{place.database}", password="x")  # noqa: S106 - of a server of the tests


def test_values_types_and_labels_arrive(serving: Serving, tmp_path: Path, reader: sa.URL) -> None:
    engine = sa.create_engine(reader)
    said: list[str | None]
    with engine.connect() as connection:
        row = connection.execute(sa.text("select * from siku.subjects where row_no = 1")).one()
        said = list(connection.execute(sa.text("select said from siku.awkward")).scalars())
        inspector = sa.inspect(connection)
        assert inspector.get_table_comment("subjects", schema="siku")["text"] == "表 subjects's 说明"
        labels = {
            column["name"]: column["comment"] for column in inspector.get_columns("subjects", schema="siku")
        }
    engine.dispose()
    assert tuple(row) == (
        1, 1, 0.1, Decimal("12.3400"), False, date(2026, 10, 31), datetime(2026, 10, 31, 8), "第1期",  # noqa: DTZ001
    )  # fmt: skip
    assert said == AWKWARD
    assert labels["amount_cny"] == "金额,元"
    assert labels["share"] is None


def test_psql_reads_it_and_may_not_write(reader: sa.URL) -> None:
    def psql(command: str) -> subprocess.CompletedProcess[str]:
        address = reader.set(drivername="postgresql").render_as_string(hide_password=False)
        ask = [find_program("psql", "/usr/lib/postgresql/*/bin"), address, "-Atc", command]
        return subprocess.run(ask, capture_output=True, text=True, check=False)

    assert psql("select run_id, audience from siku.release").stdout == "run-1|shared\n"
    assert "金额,元" in psql(r"\d+ siku.subjects").stdout
    for refused in (
        "delete from siku.subjects",
        "create table siku.mine (i int)",
        "drop schema siku cascade",
        "truncate siku.release",
    ):
        done = psql(refused)
        assert done.returncode != 0
        assert "permission denied" in done.stderr or "must be owner" in done.stderr


def test_a_release_is_loaded_once(serving: Serving, tmp_path: Path) -> None:
    file = publish(tmp_path, 1)
    assert serve(file, serving).new
    again = serve(file, serving)
    assert (again.new, again.rows["subjects"]) == (False, 200)
    newer = serve(publish(tmp_path, 2, rows=3), serving)
    assert (newer.new, newer.run_id, newer.rows["subjects"]) == (True, "run-2", 3)


TORN = " union all ".join(f"select edition from siku.{name}" for name in TABLES)  # noqa: S608
EDITIONS = sa.text(f"select distinct edition from ({TORN}) t")  # noqa: S608


def test_the_encrypted_file_is_served_by_who_has_its_key(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, key = tmp_path / "restricted.duckdb", tmp_path / "restricted.key"
    key.write_text("k" * 32, encoding="ascii")
    monkeypatch.setenv(KEY_FILE, str(key))
    with created(path, Audience.restricted) as connection:
        connection.execute("create table release as select 'sealed' as run_id, 'restricted' as audience")
    restricted = replace(serving, audience=Audience.restricted)
    assert serve(path, restricted).rows == {"release": 1}
    monkeypatch.delenv(KEY_FILE)
    with pytest.raises(ServingError, match="已加密"):
        serve(path, restricted)


class Readers:
    """Threads that ask all tables in one statement, over and over, each by a connection or by new ones."""

    def __init__(self, url: sa.URL, count: int) -> None:
        self.seen: list[set[int]] = []
        self.failures: list[BaseException] = []
        self.asked = 0
        self._stop = threading.Event()
        self._url = url
        self._threads = [
            threading.Thread(target=self._ask, args=(number % 2 == 0,), daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def _ask(self, held: bool) -> None:
        pool = sa.pool.QueuePool if held else sa.pool.NullPool
        engine = sa.create_engine(self._url, poolclass=pool)
        try:
            while not self._stop.is_set():
                with engine.connect() as connection:
                    found: set[int] = set(connection.execute(EDITIONS).scalars())
                self.seen.append(found)
                self.asked += 1
        except sa.exc.SQLAlchemyError as error:
            self.failures.append(error)
        finally:
            engine.dispose()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)


def test_readers_in_a_loop_never_fail_and_never_see_two_releases(
    serving: Serving, tmp_path: Path, reader: sa.URL, tell: Callable[[str], None]
) -> None:
    """Ten switches under four readers that join every table, two of them with prepared statements."""
    readers = Readers(reader, 4)
    for edition in range(2, 12):
        assert serve(publish(tmp_path, edition), serving).new
    readers.stop()
    tell(f"{readers.asked} statements during 10 switches, {len(readers.failures)} failed")
    assert readers.failures == []
    assert {len(found) for found in readers.seen} == {1}
    assert len({min(found) for found in readers.seen}) > 5


def test_a_long_reader_is_waited_for_and_nobody_is_deadlocked(
    serving: Serving, tmp_path: Path, reader: sa.URL
) -> None:
    """It holds one table and asks for another while the switch wants both."""
    with psycopg.connect(reader.set(drivername="postgresql").render_as_string(hide_password=False)) as slow:
        slow.execute("select count(*) from siku.subjects")  # the lock is held until the transaction ends
        loading = threading.Thread(target=serve, args=(publish(tmp_path, 2), serving))
        loading.start()
        time.sleep(1.5)
        assert loading.is_alive()
        assert slow.execute("select distinct edition from siku.disclosure_clock").fetchall() == [(1,)]
        slow.commit()
        loading.join(30)
        assert slow.execute("select distinct edition from siku.subjects").fetchall() == [(2,)]


CHILD = """
import sys
from pathlib import Path
from orchestration.serving.postgres import serve
from orchestration.serving.settings import serving_of
print("begun", flush=True)
serve(Path(sys.argv[1]), serving_of())
"""


def backend(serving: Serving, query: str) -> int | None:
    """The process id of a server process that is at a query."""
    with psycopg.connect(serving.conninfo) as admin:
        row = admin.execute(
            "select pid from pg_stat_activity where application_name = 'siku' and query ilike %s", [query]
        ).fetchone()
    return int(row[0]) if row else None


@pytest.mark.parametrize("moment", ["copy %", "analyze%", "lock table%"])
def test_killed_in_the_middle_the_last_release_stays(
    moment: str, serving: Serving, tmp_path: Path, reader: sa.URL
) -> None:
    """Killed by the kernel while it loads, before the switch, and while that waits; the next begins anew."""
    file = publish(tmp_path, 2, rows=200_000)
    slow = psycopg.connect(reader.set(drivername="postgresql").render_as_string(hide_password=False))
    slow.execute("select count(*) from siku.subjects")  # so that the switch has to wait
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file)],
        stdout=subprocess.PIPE,
        env={**os.environ, "SIKU_SERVE_URL": serving.conninfo},
    )
    deadline = time.monotonic() + 60
    while not backend(serving, moment):
        assert child.poll() is None, "the loader ended before the moment came"
        assert time.monotonic() < deadline
    child.send_signal(signal.SIGKILL)
    child.communicate()
    slow.close()

    engine = sa.create_engine(reader)
    with engine.connect() as connection:
        assert set(connection.execute(EDITIONS).scalars()) == {1}
    engine.dispose()
    assert serve(file, serving).rows["subjects"] == 200_000


def test_others_views_are_not_dropped_in_passing(serving: Serving, tmp_path: Path, reader: sa.URL) -> None:
    with psycopg.connect(serving.conninfo) as admin:
        admin.execute("create view public.mine as select * from siku.subjects")
    with pytest.raises(ServingError, match="mine"):
        serve(publish(tmp_path, 2), serving)
    with psycopg.connect(serving.conninfo) as admin:
        assert admin.execute("select distinct edition from public.mine").fetchall() == [(1,)]


def test_readers_that_never_let_go_are_told_of(
    serving: Serving, tmp_path: Path, reader: sa.URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving_module, "PATIENCE", 0.5)
    with psycopg.connect(reader.set(drivername="postgresql").render_as_string(hide_password=False)) as slow:
        slow.execute("select count(*) from siku.subjects")
        with pytest.raises(ServingError, match="never let go"):
            serve(publish(tmp_path, 2), serving)
        assert slow.execute("select distinct edition from siku.disclosure_clock").fetchall() == [(1,)]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    def run(**settings: str) -> tuple[int, str]:
        for name in ("SIKU_SERVE_URL", "SIKU_SERVE_URL_FILE", "SIKU_SERVE_AUDIENCE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"SIKU_DATA": str(tmp_path), **settings}.items():
            monkeypatch.setenv(name, value)
        done = CliRunner().invoke(app, ["serve-postgres"])
        return done.exit_code, done.output + done.stderr

    return run


def test_the_command_serves_the_audience_that_is_set_and_never_names_the_secret(
    command: Callable[..., tuple[int, str]], tmp_path: Path, place: sa.URL
) -> None:
    url = place.render_as_string(hide_password=False)
    file = tmp_path / "secret"
    file.write_text(url + "\n", encoding="utf-8")
    missing = command(SIKU_SERVE_URL_FILE=str(file))
    (tmp_path / "published").mkdir()
    publish(tmp_path, 1).rename(tmp_path / "published" / "shared.duckdb")
    served = command(SIKU_SERVE_URL_FILE=str(file))
    other = place.set(password="planted-wrong/@")  # noqa: S106 - of nothing
    wrong = command(SIKU_SERVE_URL=other.render_as_string(hide_password=False))
    nobody = command(SIKU_SERVE_URL=place.set(port=free_port()).render_as_string(hide_password=False))
    unset = command()

    assert [done[0] for done in (missing, served, wrong, nobody, unset)] == [1, 0, 1, 1, 2]
    assert "run-1" in served[1]
    assert "nothing is published" in missing[1]
    for _, said in (wrong, nobody):
        assert "连不上或中断 / no connection" in said
    for _, said in (missing, served, wrong, nobody, unset):
        assert said == scrub(said)
        assert PASSWORD not in said
        assert "planted" not in said


def test_a_setting_that_cannot_be_meant_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert serving_of() is None
    for wrong in ("mysql://u@h/d", "no url"):
        monkeypatch.setenv("SIKU_SERVE_URL", wrong)
        with pytest.raises(SettingError, match="SIKU_SERVE_URL"):
            serving_of()
    monkeypatch.setenv("SIKU_SERVE_URL", "postgresql://u:geheim-7@h/d")
    assert "geheim-7" not in repr(serving_of())
    monkeypatch.setenv("SIKU_SERVE_AUDIENCE", "all")
    with pytest.raises(SettingError, match="public, shared, restricted"):
        serving_of()
    monkeypatch.delenv("SIKU_SERVE_URL")
    monkeypatch.setenv("SIKU_SERVE_URL_FILE", str(tmp_path / "none"))
    with pytest.raises(SecretError, match="cannot be read"):
        serving_of()


def test_after_a_release_the_asset_serves_it_and_no_event_names_the_secret(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIKU_DATA", str(tmp_path))
    publish(tmp_path, 1).rename(tmp_path / "published" / "shared.duckdb")

    def materialise() -> dg.ExecuteInProcessResult:
        return dg.materialize([serving_asset()], resources={"siku": siku_run}, raise_on_error=False)

    done = materialise()
    (event,) = done.asset_materializations_for_node("published__postgres")
    assert event.metadata["state"].value == "新装入 / loaded"
    monkeypatch.setenv("SIKU_SERVE_URL", serving.conninfo.replace("/qianzhi", "/gone"))
    failed = materialise()
    assert not failed.success
    for result in (done, failed):
        assert not [one for one in result.all_events if PASSWORD in str(one) or serving.conninfo in str(one)]
    monkeypatch.delenv("SIKU_SERVE_URL")
    (event,) = materialise().asset_materializations_for_node("published__postgres")
    assert event.metadata["state"].value == "未设定 / not set"
