"""What a database holds is what lands, exactly; plain words where it cannot be read."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from ingest.catalogue import Feed
from ingest.connectors.database import marked
from ingest.connectors.database.table import open_table
from ingest.connectors.inbox import Inbox
from ingest.pulling import pull_feed
from tests.integration import deliveries as d
from tests.integration.front_end import FEED, RECEIPTS, STATE, VARIABLE, FrontEnd, penalty
from tests.servers.databases import ADMIN, PASSWORD, DatabaseServer, free_port

RARE = "㼆𠮷𬱖🏭"  # outside GBK; the last three take four bytes in UTF-8
# column type, literal, text that must be kept; None is NULL
SHARED: list[tuple[str, str, str | None]] = [
    ("varchar(50)", "'盘锦 全角　空格'", "盘锦 全角　空格"),
    ("varchar(50)", f"'{RARE}'", RARE),
    ("varchar(50)", "''", ""),
    ("varchar(50)", "null", None),
    ("varchar(50)", "'00261'", "00261"),
    ("varchar(50)", "'a,\"b\"\n c'", 'a,"b"\n c'),
    ("bigint", "211103199912310024", "211103199912310024"),
    ("numeric(18,0)", "211103199912310024", "211103199912310024"),
    ("numeric(20,6)", "0.000001", "0.000001"),
    ("numeric(20,2)", "5000.00", "5000.00"),
    ("numeric(38,8)", "123456789012345678901234567890.12345678", "123456789012345678901234567890.12345678"),
    ("double precision", "1e16", "10000000000000000"),
    ("double precision", "0.1", "0.1"),
    ("date", "'2026-10-31'", "2026-10-31"),
    ("date", "'2099-12-31'", "2099-12-31"),
    ("time", "'08:30:00'", "08:30:00"),
]
POSTGRES: list[tuple[str, str, str | None]] = [
    ("timestamp", "'2026-10-31 08:30:00.123456'", "2026-10-31 08:30:00.123456"),
    ("timestamptz", "'2026-10-31 00:30:00+00'", "2026-10-31 08:30:00+08:00"),
    ("boolean", "true", "1"),
    ("uuid", "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    ("bytea", "'\\x00ff'", "0x00ff"),
    ("jsonb", """'{"类别": ["罚款", 1]}'""", '{"类别": ["罚款", 1]}'),
]
MARIADB: list[tuple[str, str, str | None]] = [
    ("varchar(50) character set gbk", "'盘锦市镕基'", "盘锦市镕基"),
    ("varchar(50) character set latin1", "'Müller'", "Müller"),
    ("date", "'0000-00-00'", "0000-00-00"),
    ("datetime", "'0000-00-00 00:00:00'", "0000-00-00 00:00:00"),
    ("datetime(6)", "'2026-10-31 08:30:00.123456'", "2026-10-31 08:30:00.123456"),
    ("timestamp", "from_unixtime(1793406600)", "2026-10-31 08:30:00"),
    ("tinyint(1)", "1", "1"),
    ("time", "'-100:30:00'", "-100:30:00"),
    ("varbinary(10)", "x'00ff'", "0x00ff"),
    ("enum('罚款','警告')", "'罚款'", "罚款"),
]


def test_every_value_is_kept_as_it_is(database_server: DatabaseServer, tmp_path: Path) -> None:
    front_end = FrontEnd(database_server, tmp_path, state=STATE)
    special = POSTGRES if database_server.driver.startswith("postgresql") else MARIADB
    cases = SHARED + special
    with front_end.engine.begin() as connection:
        columns = ", ".join(f"v{at} {kind}" for at, (kind, _, _) in enumerate(cases))
        run = connection.exec_driver_sql
        run(f"create table odd (id bigint primary key, dqzt char(1), {columns})")
        literals = ", ".join(literal for _, literal, _ in cases)
        run(f"insert into odd values (1, '0', {literals})")  # noqa: S608
    state = {"column": "dqzt", "unread": ["0"], "read": "1"}
    front_end.pull(front_end.feed_with(table="odd", state=state))
    (row,) = front_end.fetched().to_dicts()
    assert {at: row[f"v{at}"] for at in range(len(cases))} == {
        at: text for at, (_, _, text) in enumerate(cases)
    }


def test_a_database_in_a_chinese_encoding_is_read(postgres: DatabaseServer, tmp_path: Path) -> None:
    front_end = FrontEnd(postgres, tmp_path, state=STATE)
    with front_end.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            "create database old_chinese encoding 'EUC_CN' lc_collate 'C' lc_ctype 'C' template template0"
        )
    old = sa.create_engine(postgres.url("old_chinese"))
    with old.begin() as connection:
        connection.exec_driver_sql('create table 处罚 ("编号" int primary key, "状态" int, "企业名称" text)')
        connection.exec_driver_sql("insert into 处罚 values (1, 0, '盘锦晟一商贸有限公司')")
    old.dispose()
    state = {"column": "状态", "unread": [0], "read": 1}
    feed = front_end.feed_with(
        url=postgres.url("old_chinese", ADMIN, None).render_as_string(), table="处罚", state=state
    )
    front_end.pull(feed)
    assert front_end.fetched().to_dicts() == [{"编号": "1", "企业名称": "盘锦晟一商贸有限公司"}]


def test_only_the_declared_columns_are_read_and_the_key(
    database_server: DatabaseServer, tmp_path: Path
) -> None:
    front_end = FrontEnd(database_server, tmp_path, state=STATE, columns=["CF_WSH", "CF_NR"])
    front_end.write(penalty(1))
    front_end.pull()
    assert front_end.fetched().columns == ["ID", "CF_WSH", "CF_NR"]


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no such table": ({"table": "XZCF_"}, ["XZCF_", "现有 / there are: XZCF, XZCF_HZ"]),
    "no such column": ({"batch": "PCHM"}, ["XZCF", "PCHM", "CF_WSH"]),
    "no such state column": ({"state": STATE | {"column": "ZT"}}, ["XZCF", "ZT", "DQZT"]),
    "a state of another type": ({"state": STATE | {"read": "已读"}}, ["DQZT", "已读", "int"]),
    "no such receipt column": (
        {"batch": "PCH", "receipts": RECEIPTS | {"columns": {"rows": "TS"}}},
        ["XZCF_HZ", "TS", "SJTS"],
    ),
    "a watermark that is a text": (
        {"state": None, "watermark": {"column": "CF_WSH", "overlap": 0}},
        ["XZCF", "CF_WSH", "应为数或时间"],
    ),
    "a moment that is none": ({"handed_over": "CF_WSH"}, ["CF_WSH", "不是时间"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_declaration_is_told_in_one_line(
    what: str, database_server: DatabaseServer, tmp_path: Path
) -> None:
    changed, words = WRONG[what]
    front_end = FrontEnd(database_server, tmp_path, state=STATE)
    front_end.write(penalty(1))
    feed = front_end.feed_with(**{k: v for k, v in ({"state": STATE} | changed).items() if v is not None})
    assert_told(front_end, feed, *words)
    assert front_end.states() == {1: 0}


def assert_told(front_end: FrontEnd, feed: Feed, *words: str) -> None:
    """One failure, one line, in two languages, with the feed's name and without the password."""
    outcome = front_end.pull(feed)
    (failure,) = outcome.failures
    assert outcome.new == []
    assert "Traceback" not in failure
    assert "\n" not in failure
    assert PASSWORD not in failure
    for word in (FEED, *words):
        assert word in failure


def test_a_server_that_cannot_be_used_is_told_in_one_line(
    database_server: DatabaseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    front_end = FrontEnd(database_server, tmp_path, state=STATE)
    address = front_end.address()
    port = free_port()
    closed = address.replace(str(database_server.port), str(port))
    assert_told(front_end, front_end.feed_with(url=closed, state=STATE), "XZCF", str(port), "无法连接")
    unknown = address.replace(str(front_end.url.database), "nowhere")
    assert_told(front_end, front_end.feed_with(url=unknown, state=STATE), "nowhere", "没有这个库")
    no_driver = front_end.feed_with(url="oracle+oracledb://a@b/c", state=STATE)
    assert_told(front_end, no_driver, "oracledb", "驱动")
    monkeypatch.setenv(VARIABLE, "wrong-" + PASSWORD)
    assert_told(front_end, front_end.feed_with(state=STATE), ADMIN, "口令不对")


def test_a_user_without_the_right_to_mark_is_told(database_server: DatabaseServer, tmp_path: Path) -> None:
    front_end = FrontEnd(database_server, tmp_path, state=STATE)
    front_end.write(penalty(1))
    table = '"XZCF"' if database_server.driver.startswith("postgresql") else "XZCF"
    where = "" if database_server.driver.startswith("postgresql") else "@'127.0.0.1'"
    user = f"reader_{front_end.url.database}"
    with front_end.engine.begin() as connection:
        quoted = PASSWORD.replace("%", "%%")
        word = "password" if not where else "identified by"
        connection.exec_driver_sql(f"create user {user}{where} {word} '{quoted}'", ())
        connection.exec_driver_sql(f"grant select on {table} to {user}{where}")
    url = database_server.url(front_end.url.database or "", user, None).render_as_string()
    assert_told(front_end, front_end.feed_with(url=url, state=STATE), user, "没有权限")
    # and with the right on that one column it works
    with front_end.engine.begin() as connection:
        column = '"DQZT"' if not where else "DQZT"
        connection.exec_driver_sql(f"grant update ({column}) on {table} to {user}{where}")
    assert front_end.pull(front_end.feed_with(url=url, state=STATE)).failures == []
    front_end.assert_each_row_once()


def test_a_server_that_says_nothing_does_not_stop_the_others(
    postgres: DatabaseServer, tmp_path: Path
) -> None:
    front_end = FrontEnd(postgres, tmp_path, state=STATE)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        port = silent.getsockname()[1]
        url = front_end.address().replace(str(postgres.port), str(port)) + "?connect_timeout=2"
        assert_told(front_end, front_end.feed_with(url=url, state=STATE), str(port), "无法连接")


def test_the_password_is_written_nowhere(database_server: DatabaseServer, tmp_path: Path) -> None:
    front_end = FrontEnd(database_server, tmp_path, state=STATE, batch="PCH", receipts=RECEIPTS)
    front_end.write(penalty(1), penalty(2, DQZT=7))
    said: list[str] = []
    outcome = pull_feed(tmp_path, front_end.catalogue, front_end.feed, d.KEY, said.append)
    assert outcome.new
    assert outcome.failures
    texts = [*said, *outcome.failures, front_end.feed.model_dump_json(), repr(front_end.feed)]
    texts += [manifest.model_dump_json() for manifest in outcome.new]
    assert [text for text in texts if PASSWORD in text] == []
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 5
    assert [path for path in written if PASSWORD.encode() in path.read_bytes()] == []
    for path in written:
        if path.suffix == ".parquet":
            frame = pl.read_parquet(path).select(pl.all().cast(pl.String))
            assert not any(
                column.str.contains(PASSWORD, literal=True).any() for column in frame.get_columns()
            )


def test_a_declaration_that_cannot_hold_is_refused(postgres: DatabaseServer, tmp_path: Path) -> None:
    front_end = FrontEnd(postgres, tmp_path, state=STATE)
    for changed, word in [
        ({"url": "postgresql+psycopg://a:secret@b/c"}, "no password in url"),
        ({"state": STATE, "watermark": {"column": "ID", "overlap": 0}}, "not both"),
        ({"state": STATE | {"others": [0]}}, "more than once"),
        ({"state": STATE, "receipts": RECEIPTS}, "needs batch"),
        ({"batch": "PCH", "receipts": RECEIPTS}, "need state"),
    ]:
        with pytest.raises(ValidationError, match=word):
            front_end.feed_with(**changed)
    with pytest.raises(ValidationError, match="mode full"):
        Feed.model_validate(front_end.feed.model_dump() | {"mode": "full"})


KEYS = {
    "varchar(20)": "'盘-1'",
    "char(10)": "'00261'",
    "numeric(18,0)": "211103199912310024",
    "int": "7",
    "date": "'2026-10-31'",
}


def test_a_key_of_any_type_is_marked_and_found_again(database_server: DatabaseServer, tmp_path: Path) -> None:
    is_postgres = database_server.driver.startswith("postgresql")
    more = {"uuid": POSTGRES[3][1], "timestamptz": "now()", "timestamp": "now()"} if is_postgres else {}
    for kind, literal in (KEYS | more).items():
        front_end = FrontEnd(database_server, tmp_path / kind.replace("(", "-"), state=STATE)
        with front_end.engine.begin() as connection:
            connection.exec_driver_sql(f"create table keyed (k {kind} primary key, dqzt int)")
            connection.exec_driver_sql(f"insert into keyed values ({literal}, 0)")  # noqa: S608
        state = {"column": "dqzt", "unread": [0], "read": 1}
        feed = front_end.feed_with(table="keyed", state=state)
        assert front_end.pull(feed).failures == [], kind
        (file,) = front_end.files()
        with open_table(Inbox(front_end.root, feed)) as table:
            assert table.source.state is not None
            assert marked.Pull(Inbox(front_end.root, feed), table, table.source.state).were_marked(file), kind
            with front_end.engine.begin() as connection:
                connection.exec_driver_sql("update keyed set dqzt = 0")
            assert not marked.Pull(Inbox(front_end.root, feed), table, table.source.state).were_marked(
                file
            ), kind
