"""Rows of a front-end database that are marked when taken: each lands once, whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.connectors.database.table import CHUNK
from ingest.connectors.inbox import Inbox
from ingest.settings import SHANGHAI
from tests.integration.front_end import RECEIPTS, STATE, FrontEnd, moment, penalty
from tests.servers.databases import DatabaseServer

Make = Callable[..., FrontEnd]


@pytest.fixture
def front_end(database_server: DatabaseServer, tmp_path: Path) -> FrontEnd:
    """A table with states and receipts."""
    return FrontEnd(database_server, tmp_path, state=STATE, batch="PCH", receipts=RECEIPTS)


def test_inserts_updates_and_deletes_land_with_their_flag_and_are_receipted(front_end: FrontEnd) -> None:
    front_end.write(
        penalty(1), penalty(2),
        penalty(1, CZBS="1", CF_NR="罚款6000元", PCH="20241031002"),
        penalty(2, CZBS="2", PCH="20241031002"),
    )  # fmt: skip
    outcome = front_end.pull()
    assert outcome.failures == []
    accepted = front_end.accepted().sort("source_row")
    assert accepted.select("document_no", "operation", "content").rows() == [
        ("盘市监罚〔2024〕1号", "新增", "罚款5000元"),
        ("盘市监罚〔2024〕2号", "新增", "罚款5000元"),
        ("盘市监罚〔2024〕1号", "更新", "罚款6000元"),
        ("盘市监罚〔2024〕2号", "删除", "罚款5000元"),
    ]
    assert front_end.states() == {1: 1, 2: 1, 3: 1, 4: 1}
    (file,) = front_end.files()
    receipts = front_end.told()
    assert [(r["PCH"], r["SJTS"], r["WJM"], r["WJZY"], r["JSDW"]) for r in receipts] == [
        (batch, 2, file.name, hashlib.sha256(file.read_bytes()).hexdigest(), "市信用中心")
        for batch in ("20241031001", "20241031002")
    ]
    said = receipts[0]["HZSJ"].replace(tzinfo=SHANGHAI)
    assert abs((datetime.now(SHANGHAI) - said).total_seconds()) < 120
    front_end.assert_each_row_once()


def test_a_second_pull_takes_only_what_is_new(front_end: FrontEnd) -> None:
    front_end.write(penalty(1))
    front_end.pull()
    assert front_end.pull().new == []
    front_end.write(penalty(2))
    (new,) = front_end.pull().new
    assert new.rows_read == 1
    assert len(front_end.told()) == 2
    front_end.assert_each_row_once()


def test_many_rows_are_taken_in_several_files_in_their_order(front_end: FrontEnd) -> None:
    front_end.write(*[penalty(number) for number in range(2 * CHUNK + 7)])
    front_end.feed = front_end.feed_with(state=STATE, batch="PCH", receipts=RECEIPTS, rows_per_file=CHUNK + 3)
    assert front_end.pull().failures == []
    assert [manifest.rows_read for manifest in front_end.landed()] in ([1003, 1003, 1], [1003, 1, 1003])
    assert sum(receipt["SJTS"] for receipt in front_end.told()) == 2 * CHUNK + 7
    first = front_end.landed()[0]
    assert first.rows_read == CHUNK + 3
    front_end.assert_each_row_once()


def test_a_transaction_committed_late_with_a_lower_number_is_not_lost(front_end: FrontEnd) -> None:
    with front_end.unfinished(penalty(1)):
        front_end.write(penalty(2))
        front_end.pull()
        assert front_end.fetched_ids() == [2]
    front_end.pull()
    front_end.assert_each_row_once([1, 2])


def test_a_row_being_changed_waits_for_the_next_pull_and_holds_up_nobody(front_end: FrontEnd) -> None:
    front_end.write(penalty(1), penalty(2))
    with front_end.unfinished() as connection:
        row = sa.update(front_end.table).where(front_end.table.c.ID.in_([1]))
        connection.execute(row.values(CF_NR="罚款7000元"))
        assert front_end.pull().failures == []
        assert front_end.fetched_ids() == [2]
        assert front_end.states()[2] == 1
    front_end.pull()
    front_end.assert_each_row_once()
    assert "罚款7000元" in front_end.fetched().get_column("CF_NR")


def test_rows_written_while_we_read_are_each_taken_once(front_end: FrontEnd) -> None:
    front_end.feed = front_end.feed_with(state=STATE, batch="PCH", receipts=RECEIPTS, rows_per_file=50)

    def write() -> None:
        for number in range(0, 600, 12):
            rows = [penalty(number + at) for at in range(12)]
            if number % 5 == 0:
                with front_end.engine.connect() as connection:  # rolled back: leaves a gap in the numbers
                    connection.execute(sa.insert(front_end.table), rows)
            front_end.write(*rows)
            time.sleep(0.02)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    counts = set()
    while writer.is_alive():
        assert front_end.pull().failures == []
        counts.add(len(front_end.fetched_ids()))
    front_end.pull()
    assert len(counts) > 1, "nothing was written between the pulls"
    assert len(front_end.ids()) == 600
    assert sum(receipt["SJTS"] for receipt in front_end.told()) == 600
    front_end.assert_each_row_once()


def test_a_server_that_dies_in_the_middle_loses_nothing(
    front_end: FrontEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    front_end.write(*[penalty(number) for number in range(40)])
    front_end.feed = front_end.feed_with(state=STATE, batch="PCH", receipts=RECEIPTS, rows_per_file=10)
    remember, calls = Inbox.remember, 0

    def die_while_the_third_file_waits(inbox: Inbox, name: str, what: dict[str, Any]) -> None:
        nonlocal calls
        remember(inbox, name, what)
        calls += bool(what)
        if calls == 3 and what:
            front_end.server.stop(power_cut=True)

    monkeypatch.setattr(Inbox, "remember", die_while_the_third_file_waits)
    outcome = front_end.pull()
    monkeypatch.undo()
    (failure,) = outcome.failures
    assert "XZCF" in failure
    assert len(outcome.new) == 2
    (failure,) = front_end.pull().failures
    assert "无法连接" in failure, "the file that waits must go on waiting"
    front_end.server.start()
    front_end.engine.dispose()
    assert front_end.pull().failures == []
    assert sum(receipt["SJTS"] for receipt in front_end.told()) == 40
    front_end.assert_each_row_once()


def test_states_nobody_declared_are_told_and_the_others_taken(front_end: FrontEnd) -> None:
    front_end.write(penalty(1), penalty(2, DQZT=7), penalty(3, DQZT=None), penalty(4, DQZT=9))
    (failure,) = front_end.pull().failures
    for word in ("front_end_penalties", "XZCF", "DQZT", "7: 1", "None: 1", "[0, 1, 9]"):
        assert word in failure
    front_end.assert_each_row_once([1])
    assert front_end.states() == {1: 1, 2: 7, 3: None, 4: 9}


def test_null_may_mean_unread(front_end: FrontEnd) -> None:
    front_end.write(penalty(1), penalty(2, DQZT=None))
    front_end.feed = front_end.feed_with(state=STATE | {"unread": [0, None]})
    assert front_end.pull().failures == []
    assert front_end.states() == {1: 1, 2: 1}
    front_end.assert_each_row_once()


def test_a_file_is_received_on_the_day_its_rows_were_handed_over(front_end: FrontEnd) -> None:
    days = ["2026-10-08T09:00:00", "2026-10-09T23:59:00", "2026-10-08T17:00:00", None]
    front_end.write(*[penalty(at, LRSJ=day and datetime.fromisoformat(day)) for at, day in enumerate(days)])
    front_end.feed = front_end.feed_with(state=STATE, handed_over="LRSJ")
    before = datetime.now(SHANGHAI)
    assert front_end.pull().failures == []
    received = sorted((manifest.received_at, manifest.rows_read) for manifest in front_end.landed())
    assert received[:2] == [(moment("2026-10-08T09:00:00"), 2), (moment("2026-10-09T15:59:00"), 1)]
    assert received[2][0] >= before.replace(microsecond=0)
    front_end.assert_each_row_once()


def test_a_key_of_two_columns_and_no_receipts(database_server: DatabaseServer, tmp_path: Path) -> None:
    front_end = FrontEnd(database_server, tmp_path, state=STATE, key=["PCH", "CF_WSH"])
    front_end.write(*[penalty(number, PCH=batch) for number in range(30) for batch in ("1", "2")])
    front_end.write(penalty(99, PCH=None))
    (failure,) = front_end.pull().failures
    assert "1 行的键 PCH, CF_WSH 为空" in failure
    front_end.assert_each_row_once(range(1, 61))


def test_a_receipt_that_cannot_be_written_leaves_the_rows_unread(front_end: FrontEnd) -> None:
    front_end.write(penalty(1))
    wrong = RECEIPTS | {"constants": {"JSDW": "市" * 60}}
    front_end.feed = front_end.feed_with(state=STATE, batch="PCH", receipts=wrong)
    (failure,) = front_end.pull().failures
    assert "XZCF" in failure
    assert front_end.states() == {1: 0}
    assert front_end.files() == []
    front_end.feed = front_end.feed_with(state=STATE, batch="PCH", receipts=RECEIPTS)
    assert front_end.pull().failures == []
    front_end.assert_each_row_once()
