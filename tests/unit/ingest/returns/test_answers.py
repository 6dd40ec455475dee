"""A corrected workbook that comes back is matched to the refused rows by its row ids."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.landing import batch_folder, landing
from ingest.pulling import reread_feed
from ingest.returns.rounds import amended_lists, rounds
from ingest.returns.rows import RowId
from tests.unit.ingest.returns.loop import CATALOGUE, Loop, Rows, by_changes, read, write

CSV = """用户编号,用户名称,用户类别,欠费账期,欠费金额(元),抄表员
1,盘锦甲商店,居民,2026-08,12.50,张三
2,'=乙商店,公司,2026-08,13.50,-李四
3,盘锦丙商店,居民,2026-08,若干,王五
"""
CATEGORY, AMOUNT = 2, 4


@pytest.fixture
def water(tmp_path: Path) -> Loop:
    return Loop(tmp_path, by_changes("water_arrears"))


def rules(loop: Loop, manifest) -> list[str]:
    return sorted(loop.findings(manifest)["rule_id"])


def answers(loop: Loop, manifest) -> list[tuple]:
    frame = loop.kept(manifest, "answers")
    return frame.select("source_row", "row_state", "answers_batch", "answers_sheet", "answers_row").rows()


def corrected(rows: Rows) -> Rows:
    rows[1][CATEGORY], rows[2][AMOUNT] = "居民", "14.50"
    return rows


def test_corrected_rows_answer_the_rows_they_came_from(water: Loop, tmp_path: Path) -> None:
    first = water.send(CSV)
    rows = corrected(read(water.returned(first)))

    second = water.send(write(tmp_path / "改.xlsx", rows), day=5)

    assert (second.answers, second.accepted, second.question, second.rejected) == (first.batch_id, 2, 0, 0)
    assert answers(water, second) == [
        (2, "accepted", first.batch_id, None, 3),
        (3, "accepted", first.batch_id, None, 4),
    ]
    kept = water.kept(second)
    assert kept["customer_name"].to_list() == ["'=乙商店", "盘锦丙商店"], "restored as the sender wrote it"
    assert kept["extra"].to_list() == ['{"抄表员":"-李四"}', '{"抄表员":"王五"}'], "no column of ours is kept"
    assert str(kept["received_on"][0]) == "2026-09-05", "reported when it was first accepted"
    assert rules(water, second) == ["FILE-EXTRA-COLUMN"]


def test_a_row_that_is_still_wrong_is_said_and_returned_again(water: Loop, tmp_path: Path) -> None:
    first = water.send(CSV)
    rows = read(water.returned(first))
    rows[1][CATEGORY] = "居民"

    second = water.send(write(tmp_path / "改.xlsx", rows), day=5)

    assert [row[1] for row in answers(water, second)] == ["accepted", "question"]
    again = read(water.returned(second))
    assert len(again) == 2
    assert again[0][:6] == CSV.splitlines()[0].split(",")
    assert again[0][6:] == ["四库退件原因", "四库修改建议", "四库退件行号"], "ours once, not twice"
    assert again[1][:6] == ["3", "盘锦丙商店", "居民", "2026-08", "若干", "王五"]
    again[1][AMOUNT] = "15"
    third = water.send(write(tmp_path / "再改.xlsx", again), day=9)
    assert answers(water, third) == [(2, "accepted", second.batch_id, "Sheet1", 3)]


def test_unknown_and_doubled_ids_are_said_and_close_nothing(water: Loop, tmp_path: Path) -> None:
    first = water.send(CSV)
    rows = corrected(read(water.returned(first)))
    dragged = [*rows[1][:-1], rows[1][-1].replace(":3:", ":4:")]  # type: ignore[union-attr]
    accepted_row = [*rows[1][:-1], RowId("water_arrears", first.batch_id, None, 2).text]
    doubled = list(rows[1])
    for number, row in enumerate((dragged, accepted_row, doubled), 7):
        row[0] = str(number)

    second = water.send(write(tmp_path / "改.xlsx", [*rows[:2], dragged, accepted_row, doubled]), day=5)

    found = water.findings(second).filter(water.findings(second)["rule_id"].str.starts_with("ROW-RETURN"))
    assert found.select("source_row", "rule_id").rows() == [
        (3, "ROW-RETURN-UNKNOWN"),
        (4, "ROW-RETURN-UNKNOWN"),
        (5, "ROW-RETURN-DOUBLED"),
    ]
    assert answers(water, second) == [(2, "accepted", first.batch_id, None, 3)]
    assert second.accepted == 4, "the rows themselves are right and are taken"


def test_a_workbook_of_another_feed_is_refused_as_a_whole(water: Loop, tmp_path: Path) -> None:
    rows = corrected(read(water.returned(water.send(CSV))))
    gas = Loop(water.root, by_changes("gas_arrears"))

    wrong = gas.send(write(tmp_path / "改.xlsx", rows), day=5)

    assert (wrong.state, wrong.rows_read, wrong.answers) == ("stopped", 0, None)
    assert wrong.stop is not None
    assert wrong.stop.rule_id == "FILE-RETURN-FEED"
    assert "water_arrears" in wrong.stop.message_zh
    assert not (batch_folder(gas.root, gas.feed, wrong.batch_id) / "answers.parquet").exists()


def test_rows_of_two_batches_in_one_file_are_refused(water: Loop, tmp_path: Path) -> None:
    one = read(water.returned(water.send(CSV)))
    two = read(water.returned(water.send(CSV.replace("2026-08", "2026-07"), day=2)))

    mixed = water.send(write(tmp_path / "改.xlsx", [*one, *two[1:]]), day=5)

    assert mixed.stop is not None
    assert mixed.stop.rule_id == "FILE-RETURN-MIXED"


def test_a_bare_number_of_a_text_file_is_no_date_in_the_workbook_either(water: Loop, tmp_path: Path) -> None:
    csv = "用户编号,用户名称,用户类别,欠费账期,欠费金额(元),应缴日期\n1,甲商店,居民,2026-08,1,41397\n"
    first = water.send(csv)
    assert rules(water, first) == ["DATE-FORM"]

    second = water.send(write(tmp_path / "改.xlsx", read(water.returned(first))), day=5)

    assert rules(water, second) == ["DATE-FORM"]


def test_the_copy_of_an_accepted_row_is_settled_with_it(water: Loop, tmp_path: Path) -> None:
    csv = CSV.replace("3,盘锦丙商店,居民,2026-08,若干,王五", "2,'=乙商店,企业,2026-08,13.50,-李四")
    rows = read(water.returned(water.send(csv)))
    rows[1][CATEGORY] = rows[2][CATEGORY] = "居民"

    second = water.send(write(tmp_path / "改.xlsx", rows), day=5)

    assert (second.accepted, second.duplicate) == (1, 1)
    assert [row[1] for row in answers(water, second)] == ["accepted", "accepted"]


def test_the_workbook_itself_comes_back_unchanged_as_the_same_questions(water: Loop) -> None:
    first = water.send(CSV)
    path = water.returned(first)

    second = water.send(path, day=5)

    assert second.question == first.question == 2
    assert [row[1] for row in answers(water, second)] == ["question", "question"]
    assert not any(rule.startswith("FILE-SHEETS") for rule in rules(water, second)), (
        "our own sheets need no word"
    )


def test_a_feed_read_by_position_keeps_its_order(tmp_path: Path) -> None:
    feed = by_changes("water_arrears")
    order = ["skip_number", "account_no", "customer_name", "customer_category", "bill_month", "amount_owed"]
    feed = feed.model_copy(update={"layout": feed.layout.model_copy(update={"declared_order": order})})
    catalogue = CATALOGUE.model_copy(update={"feeds": {**CATALOGUE.feeds, feed.name: feed}})
    loop = Loop(tmp_path, feed, catalogue)
    # the header is wrong on purpose: 用户名称 and 用户编号 are exchanged
    first = loop.send(
        "序号,用户名称,用户编号,用户类别,欠费账期,欠费金额(元)\n1,00261,盘锦甲商店,公司,2026-08,12\n"
    )
    rows = read(loop.returned(first))
    assert rows[0][:6] == ["序号", "用户名称", "用户编号", "用户类别", "欠费账期", "欠费金额(元)"]
    assert rows[1][:6] == ["1", "00261", "盘锦甲商店", "公司", "2026-08", "12"]
    rows[1][3] = "居民"

    second = loop.send(write(tmp_path / "改.xlsx", rows), day=5)

    assert answers(loop, second) == [(2, "accepted", first.batch_id, None, 2)]
    assert loop.kept(second)["account_no"].to_list() == ["00261"]


@pytest.mark.parametrize("text", ["", ":", "a:b:c:1:0000", "a:b::x:1234", "water", "a:b:c:１:1234"])
def test_what_is_no_row_id(text: str) -> None:
    assert RowId.parse(text) is None


@pytest.mark.parametrize("sheet", [None, "八月", "a:b", "单:位:1"])
def test_a_row_id_is_read_back(sheet: str | None) -> None:
    found = RowId("water_arrears", "0123456789abcdef", sheet, 17)
    assert RowId.parse(found.text) == found


@pytest.fixture
def whole(tmp_path: Path) -> Loop:
    """A feed that sends everything each time."""
    feed = CATALOGUE.feeds["water_arrears"]
    assert feed.mode == "full"
    return Loop(tmp_path, feed)


def test_refused_rows_of_a_whole_list_are_put_right_alone(whole: Loop, tmp_path: Path) -> None:
    first = whole.send(CSV)
    rows = read(whole.returned(first))
    rows[1][2], rows[2][4] = "居民", "13"
    again = whole.send(write(tmp_path / "改正.xlsx", rows), day=5)

    assert (again.state, again.answers, again.accepted) == ("landed", first.batch_id, 2)
    assert amended_lists([first, again]) == {("water_arrears", again.batch_id): first.batch_id}


def test_a_return_that_leads_to_no_list_does_not_become_the_list(whole: Loop, tmp_path: Path) -> None:
    """What is missing in a list is a removal, so the file is stopped and kept: ids changed, or taken out."""
    rows = read(whole.returned(whole.send(CSV)))
    dragged = [rows[0], *([*row[:-1], f"{row[-1]}1"] for row in rows[1:])]
    without = [row[:-1] for row in rows]
    for number, spoilt in enumerate((dragged, without)):
        again = whole.send(write(tmp_path / f"{number}.xlsx", spoilt), day=5)
        assert again.stop is not None
        assert again.stop.rule_id == "FILE-RETURN-WHOLE"
        assert (again.state, again.rows_read) == ("stopped", 0)


def test_a_row_of_a_whole_list_is_put_right_once(whole: Loop, tmp_path: Path) -> None:
    """Sent again when it was taken already, it would stand in the list twice. Nothing is asked of anybody."""
    first = whole.send(CSV)
    rows = read(whole.returned(first))
    rows[1][2] = "居民"
    second = whole.send(write(tmp_path / "二.xlsx", rows), day=5)
    assert (second.accepted, second.question) == (1, 1)
    rows[2][4] = "13"
    third = whole.send(write(tmp_path / "三.xlsx", rows), day=6)

    assert (third.accepted, third.question) == (1, 1)
    told = whole.findings(third).filter(pl.col("rule_id") == "ROW-RETURN-SETTLED")
    assert told.select("source_row", "severity", "state").rows() == [(2, "question", "question")]
    known = rounds(landing(whole.root), [first, second, third], date(2026, 9, 30)).to_dicts()
    settled = {(row["batch_id"], row["source_row"]): row["answer_batch_id"] for row in known}
    assert settled == {
        (first.batch_id, 3): second.batch_id,
        (first.batch_id, 4): third.batch_id,
        (second.batch_id, 3): third.batch_id,
        (third.batch_id, 2): second.batch_id,
    }
    # judged anew from the stored bytes, all is as it was
    reread = reread_feed(whole.root, CATALOGUE, whole.feed, b"k" * 32, lambda _: None)
    assert [(one.accepted, one.question) for one in reread.new] == [(first.accepted, 2), (1, 1), (1, 1)]
