"""Conservation whatever comes: random tables with random faults, landed, landed again, landed in pieces."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import readers
from ingest.connectors.file_drop import Delivery
from ingest.landing import Workshop
from ingest.manifest import Manifest
from ingest.readers.delimited import read_delimited
from tests.integration import deliveries as d

HELD = ("question", "rejected", "duplicate")
RECEIVED = datetime(2024, 10, 31, 4, tzinfo=UTC)
# what departments write into cells, right and wrong
CELLS = {
    "party_name": [
        "盘锦甲公司",
        " 盘锦乙公司 ",
        "盘" * 201,
        "盘\x00锦",
        "甲,乙",
        '甲"乙',
        "甲\n乙",
        "合计",
        "",
    ],
    "party_category": ["法人及非法人组织", "法人", "自然人", "公司", ""],
    "party_uscc": [d.code("91", 1), d.code("91", 1).lower(), "91211102MA0T00054C", "无", ""],
    "document_no": ["盘罚〔2024〕1号", "盘罚[2024]1号", "00261", "'); drop table x; --", ""],
    "penalty_types": ["罚款", "罚款;警告", "罚款；警告", "处分"],
    "fine": ["0.5", "1,000", "5000元", "若干", "-1", ""],
    "decided_on": ["2024-07-01", "2024/7/1", "20240701", "2019-13-45", "2025-01-01", "不详", ""],
    "party_person_id": ["", "", "11010519491231002X", "110105491231002", "1101051949123100"],
}
FAULTY_ROWS = st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()})
# few columns changed in most rows: otherwise nearly every row is wrong, and none is accepted
ROWS = st.one_of(
    st.just({}),
    FAULTY_ROWS,
    st.sampled_from(list(CELLS)).flatmap(
        lambda name: st.fixed_dictionaries({name: st.sampled_from(CELLS[name])})
    ),
)
GAPS = st.sampled_from([0, 0, 0, 1, 3])
TABLES = st.lists(st.tuples(ROWS, GAPS), max_size=25)
ENDS, ENCODINGS = st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])


def write(table: list[tuple[d.Row, int]], end: str) -> tuple[str, list[int]]:
    """The file, and the row number of every record in it: blank rows between records count as rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(d.TITLES.values())
    number, numbers = 1, []
    for changes, gap in table:
        for _ in range(gap):
            writer.writerow([""] * len(d.TITLES))
        number += gap + 1
        numbers.append(number)
        row = d.penalty() | changes
        writer.writerow([row.get(name, "") for name in d.TITLES])
    return text.getvalue(), numbers


def land(root: Path, path: Path, uri: str = "penalties.csv") -> tuple[Manifest, bool]:
    feed = d.CATALOGUE.feeds[d.FEED]
    landed = Workshop(root, d.STANDARD, feed, d.KEY).land(Delivery(path, uri, RECEIVED))
    return landed.manifest, landed.new


def content(root: Path, manifest: Manifest) -> tuple[object, ...]:
    """Everything in a batch that the clock and the name of the source do not decide."""
    folder = d.folder_of(root, manifest)
    frames = [pl.read_parquet(folder / f"{name}.parquet") for name in ("accepted", "held", "questions")]
    order = ["source_row", "column", "rule_id", "message_zh"]
    rows = [frame.sort([name for name in order if name in frame.columns]).rows() for frame in frames]
    return (manifest.model_dump(exclude={"landed_at", "seconds"}), *rows)


def assert_every_held_row_is_explained(root: Path, manifest: Manifest) -> None:
    """A finding grave enough for the state the row is in, not just any finding."""
    rows = d.rows_of(root, manifest)
    found = pl.DataFrame(d.questions(root, manifest), schema_overrides={"source_row": pl.Int64})
    for number, state in rows.select("source_row", "row_state").iter_rows():
        own = found.filter(pl.col("source_row") == number) if found.height else found
        severities = set(own["severity"]) if own.height else set()
        rules = set(own["rule_id"]) if own.height else set()
        expected = {
            "accepted": severities <= {"note"},
            "repaired": "repair" in severities and severities <= {"note", "repair"},
            "question": "question" in severities and "reject" not in severities,
            "rejected": "reject" in severities,
            "duplicate": "ROW-DUPLICATE" in rules,
        }
        assert expected[state], (number, state, own.to_dicts())


@settings(max_examples=60, deadline=None)
@given(table=TABLES, end=ENDS, encoding=ENCODINGS)
def test_every_row_read_is_in_exactly_one_state(
    table: list[tuple[d.Row, int]], end: str, encoding: str
) -> None:
    text, numbers = write(table, end)
    sent = text.encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        root, path = Path(folder) / "data", Path(folder) / "penalties.csv"
        path.write_bytes(sent)

        manifest, new = land(root, path)

        assert new
        assert manifest.state == "landed"
        d.assert_conserved(root, manifest, sent)
        passed_over = [
            row for sheet in manifest.sheets for row, reason, _ in sheet.skipped if reason != "header"
        ]
        read = d.rows_of(root, manifest)["source_row"].to_list()
        assert sorted(read + passed_over) == numbers
        assert_every_held_row_is_explained(root, manifest)

        before = content(root, manifest)
        assert land(root, path, "again.csv") == (manifest, False)
        assert content(root, manifest) == before
        d.assert_nothing_half_made(root)

        again = Path(folder) / "again"
        original = d.folder_of(root, manifest) / manifest.original
        assert content(again, land(again, original)[0]) == before


@settings(max_examples=20, deadline=None)
@given(table=TABLES, end=ENDS, encoding=ENCODINGS, block=st.sampled_from([64, 300, 1000, 5000]))
def test_the_size_of_the_pieces_does_not_matter(
    table: list[tuple[d.Row, int]], end: str, encoding: str, block: int
) -> None:
    text, _ = write(table, end)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "penalties.csv"
        path.write_bytes(text.encode(encoding))
        whole, pieces = Path(folder) / "whole", Path(folder) / "pieces"

        expected = content(whole, land(whole, path)[0])
        with patch.object(readers, "read_delimited", partial(read_delimited, block_bytes=block)):
            found = content(pieces, land(pieces, path)[0])

        assert found == expected
