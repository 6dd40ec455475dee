"""A published figure is followed down to the row of the file that was delivered, and the row says the same.

The files are opened with the standard library or a bare spreadsheet reader, never with our own readers.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.e2e.conftest import AS_OF, EARLIER, OfflineCity
from tests.e2e.originals import rows_of

MEMBERS = 10


def published(root: Path, sql: str, *values: str) -> list[tuple[str, ...]]:
    with duckdb.connect(str(root / "published" / "restricted.duckdb"), read_only=True) as connection:
        return connection.execute(sql, values).fetchall()


def plain(text: str) -> str:
    """Letters and digits as the standard writes them: what every repair of a code leaves alone."""
    wide = {ord("！") + i: ord("!") + i for i in range(94)}
    return re.sub(r"[\s\-—]", "", text.translate(wide)).upper().translate(str.maketrans("OI", "01"))


@pytest.mark.parametrize("indicator", ["T04-01", "T02-03", "T02-04", "T15-03"])
def test_members_stand_in_the_delivered_file(refreshed_city: Path, indicator: str):
    """Ten members at random: the document number or the code stands at the sheet and row named."""
    members = published(
        refreshed_city,
        "select b.source_uri, m.source_sheet, m.source_row, m.subject_id, c.document_no, m.batch_id"
        " from indicator_members m join feed_batches b using (feed_id, batch_id)"
        " left join disclosure_clock c on m.record_id = c.record_id"
        " where m.indicator_id = ? and m.in_denominator and m.is_main order by all",
        indicator,
    )
    missing = []
    for uri, sheet, row, subject, document, _ in random.Random(indicator).sample(members, MEMBERS):
        cells = rows_of(refreshed_city / uri, sheet)[int(row) - 1]
        wanted = (
            document if indicator == "T04-01" else subject.removeprefix("reg-")
        )  # known by its old number
        if plain(wanted) not in {plain(cell) for cell in cells}:
            missing.append((uri, sheet, row, wanted, cells))
    assert missing == []


def test_explain_names_those_places(refreshed_city: Path, siku: Callable[..., str]):
    """What the command prints for T04-01 is the published value, and its places are rows of real files."""
    printed = siku(refreshed_city, "explain", "T04-01", "--limit", "2000")
    [(numerator, denominator)] = published(
        refreshed_city,
        "select numerator, denominator from indicator_values"
        " where indicator_id = 'T04-01' and unit = '全市' and part is null",
    )
    assert f"{numerator:,.0f} / {denominator:,.0f}" in printed
    places = re.findall(r"← (inbox/\S+?)(?: 工作表 (\S+))? 第 (\d+) 行", printed)
    [(members,)] = published(
        refreshed_city, "select count(*) from indicator_members where indicator_id = 'T04-01' and is_main"
    )
    assert len(places) == members
    documents = {
        (uri, sheet or "", str(row)): plain(number)
        for uri, sheet, row, number in published(
            refreshed_city,
            "select b.source_uri, c.source_sheet, c.source_row, c.document_no from disclosure_clock c"
            " join feed_batches b using (feed_id, batch_id)",
        )
    }
    for uri, sheet, row in random.Random(4).sample(places, MEMBERS):
        cells = rows_of(refreshed_city / uri, sheet or None)[int(row) - 1]
        assert documents[uri, sheet, row] in {plain(cell) for cell in cells}


def test_explain_of_one_unit_lists_only_that_unit(refreshed_city: Path, siku: Callable[..., str]):
    [(unit,)] = published(
        refreshed_city,
        "select unit from indicator_members where indicator_id = 'T04-01' and is_main"
        " group by unit order by count(*), unit limit 1",
    )
    printed = siku(refreshed_city, "explain", "T04-01", "--unit", unit, "--limit", "2000")
    members = [line for line in printed.splitlines() if "← " in line]
    assert members
    assert all(f"  {unit}  " in line for line in members)


def test_explain_of_an_unknown_indicator_lists_what_there_is(refreshed_city: Path, siku: Callable[..., str]):
    printed = siku(refreshed_city, "explain", "T99-99", expect=1)
    assert "没有指标" in printed
    assert "T15-03" in printed


def test_a_member_is_shown_with_its_file_and_what_the_row_says(
    refreshed_city: Path, siku: Callable[..., str]
):
    """The first member listed, by its position and by its record: the same file, sheet, row and document."""
    [(record, document, uri, sha256)] = published(
        refreshed_city,
        "select m.record_id, c.document_no, b.source_uri, b.sha256 from indicator_members m"
        " join feed_batches b using (feed_id, batch_id) join disclosure_clock c on m.record_id = c.record_id"
        " where m.indicator_id = 'T04-01' and m.is_main and m.in_numerator order by all limit 1",
    )
    printed = siku(refreshed_city, "explain", "T04-01", "--member", record)
    assert uri in printed
    assert sha256 in printed
    assert plain(document) in plain(printed)
    first = siku(refreshed_city, "explain", "T04-01", "--limit", "1").splitlines()[-1]
    assert first.split("← ")[1] in siku(refreshed_city, "explain", "T04-01", "-n", "1")
    assert "没有成员" in siku(refreshed_city, "explain", "T04-01", "-n", "nobody", expect=1)


def test_a_file_leads_to_the_figures_it_touched(refreshed_city: Path, siku: Callable[..., str]):
    """By name, by hash and by the file at hand: the counts are those of the published members."""
    uri, sha256, feed, batch = published(
        refreshed_city,
        "select b.source_uri, b.sha256, b.feed_id, b.batch_id from feed_batches b"
        " join indicator_members m using (feed_id, batch_id) group by all order by count(*) desc, 3 limit 1",
    )[0]
    printed = siku(refreshed_city, "explain", "--file", sha256[:12])
    assert printed == siku(refreshed_city, "explain", "--file", str(refreshed_city / uri))
    assert uri in siku(refreshed_city, "explain", "--file", Path(uri).name)
    touched = published(
        refreshed_city,
        "select indicator_id, unit, coalesce(part, ''), count(*) filter (where in_numerator)"
        " from indicator_members where feed_id = ? and batch_id = ? group by all",
        feed,
        batch,
    )
    for indicator, unit, part, numerator in touched:
        assert indicator in printed
        assert f"{unit}{f'[{part}]' if part else ''}  分子 {numerator:,}  " in printed
    assert "没有这个文件" in siku(refreshed_city, "explain", "--file", "no such file", expect=1)


def test_the_document_behind_evidence_lies_where_it_says(
    refreshed_city: Path, offline_city: OfflineCity, siku: Callable[..., str]
):
    """An auditor opens the very file; one that never came is missing, and its sender is asked for it."""
    for root, day in ((refreshed_city, AS_OF), (offline_city.root, EARLIER)):
        states = published(
            root,
            "select evidence_no, document_state from indicator_evidence where document_state is not null",
        )
        answers = json.loads((root / "answers.json").read_text(encoding="utf-8"))
        assert dict(states) == answers["documents"][day]
        asked = published(root, "select count(*) from record_doubts where rule_id = 'X-DOCUMENT-MISSING'")
        assert asked == [(sum(state == "document_missing" for _, state in states),)]
    landed = published(
        refreshed_city,
        "select document_sha256, feed_id, document_batch_id from indicator_evidence"
        " where document_state = 'landed'",
    )
    for sha256, feed, batch in landed:
        [original] = (refreshed_city / "landing/evidence" / feed / batch).glob("original*")
        assert hashlib.sha256(original.read_bytes()).hexdigest() == sha256
    printed = siku(refreshed_city, "explain", "T01-01")
    [place] = re.findall(r"原件 (landing/\S+)/original", printed)
    assert (refreshed_city / place).is_dir()
    assert "原件未到" in siku(refreshed_city, "explain", "T06-01")
    assert "T01-01  1 件" in siku(refreshed_city, "explain", "--file", "上线验收报告.pdf")
