"""Corrections, withdrawals and revocations in any order: one state, and nobody late for a correction.

Random changes of a few penalties are written into files, pulled by landing, and read by the project's own
SQL. What must come out is worked out here from the changes alone, in the order they happened.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pulling import pull_feed
from ingest.settings import Days
from orchestration.index import write_index
from tests.integration import deliveries as d
from tests.integration.compiled import Compiled, Run

AS_OF = date(2024, 10, 31)
FEED, REVOCATIONS = d.CATALOGUE.feeds[d.FEED], d.CATALOGUE.feeds["market_regulation_revocations"]
FIRST = date(2024, 7, 1)  # the first change may happen then, and a decision was made the day before
RECEIVED = date(2024, 8, 12)  # nothing is received before everything has happened
KINDS = ("content", "deleted", "revoked", "disputed", "again", "renumbered", "redated")
STATE = """
    select
        d.document_no, d.decided_on, v.change_reason, d.is_disputed, w.withdrawal, w.withdrawn_on,
        count(o.record_id)
    from decisions as d
    inner join decision_versions as v on d.record_id = v.record_id and v.is_newest
    inner join decision_versions as o on d.record_id = o.record_id
    left join decision_withdrawals as w on d.record_id = w.record_id
    group by all order by all
"""
EVERYTHING = "select * from {table} order by all"
TABLES = ("decision_versions", "decisions", "decision_withdrawals", "disclosure_clock")
Row = dict[str, str]


@dataclass(frozen=True)
class State:
    """What must be known of a decision in the end."""

    document_no: str
    decided_on: date
    reason: str
    is_disputed: bool
    withdrawal: str | None
    withdrawn_on: date | None
    versions: int

    @property
    def as_row(self) -> tuple[Any, ...]:
        """As the warehouse shows it."""
        return tuple(vars(self).values())


@pytest.fixture(scope="module")
def compiled(compiled_project: Path) -> Compiled:
    return Compiled(compiled_project, TABLES, ("record_links", "row_doubts", "decision_traces"))


def history(record: int, kinds: Sequence[str]) -> tuple[list[Row], State]:
    """The rows a department sends of one decision, a change a day, and what they come to."""
    number, decided_on = f"盘市监罚〔2024〕{record}号", FIRST - timedelta(days=1)
    rows, seen = list[Row](), list[tuple[tuple[str, ...], bool]]()
    withdrawal, since = None, None
    for step, kind in enumerate(("content", *kinds)):
        day = FIRST + timedelta(days=step)
        earlier, number = number, f"{number}改" if kind == "renumbered" else number
        if kind == "redated":
            decided_on -= timedelta(days=40)
        row = d.penalty(
            document_no=number,
            decided_on=decided_on.isoformat(),
            changed_on=day.isoformat(),
            change_reason=f"第{step}次" if kind == "content" else kind,
            operation={"deleted": "D", "content": "U"}.get(kind, "I"),
            record_state={"revoked": "撤销", "disputed": "异议"}.get(kind, "正常"),
            earlier_document_no=earlier if kind == "renumbered" else "",
        )
        gone = {"deleted": "deleted", "revoked": "revoked"}.get(kind)
        since = (since or day) if gone else None
        withdrawal = gone
        content = tuple(row[name] for name in sorted(set(row) - {"operation", "changed_on"}))
        if not seen or seen[-1] != (content, gone is not None):
            seen.append((content, gone is not None))
        rows.append(row)
    reason = rows[-1]["change_reason"]
    last = rows[-1]["record_state"] == "异议"
    return rows, State(number, decided_on, reason, last, withdrawal, since, len(seen))


HISTORIES = st.lists(st.lists(st.sampled_from(KINDS), max_size=5), min_size=1, max_size=3)


def files_of(rows: Sequence[Row], cuts: Sequence[int]) -> Iterator[list[Row]]:
    """The rows cut into files."""
    places = [0, *sorted({cut % len(rows) for cut in cuts} - {0}), len(rows)]
    yield from (list(rows[start:end]) for start, end in itertools.pairwise(places))


def put(root: Path, feed: str, name: str, content: bytes, day: date) -> None:
    """A file in the inbox, received on a day."""
    path = root / "inbox" / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = datetime.fromisoformat(f"{day}T02:00:00+00:00").timestamp()
    os.utime(path, (moment, moment))


def pull(root: Path) -> None:
    """Land what lies there."""
    for feed in (FEED, REVOCATIONS):
        assert pull_feed(root, d.CATALOGUE, feed, d.KEY, lambda _: None).failures == []


def built(compiled: Compiled, root: Path, as_of: date = AS_OF) -> Run:
    """The tables on a day."""
    write_index(root, d.CATALOGUE, Days(as_of, as_of), "run", "version")
    return compiled.run(root)


def fresh(root: Path) -> Path:
    """An empty data root; the empty batches that the index writes for every other standard stay there."""
    delivered = {FEED.standard, REVOCATIONS.standard}
    for path in [*root.glob("*"), *root.glob("landing/*")]:
        if path.name != "landing" and (path.name in delivered or path.name not in d.CATALOGUE.standards):
            shutil.rmtree(path)
    root.mkdir(exist_ok=True)
    return root


CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(
    kinds=HISTORIES, cuts=st.lists(st.integers(0, 50), max_size=6), data=st.data(),
)  # fmt: skip
def test_any_order_of_arrival_gives_the_same_state(
    compiled: Compiled, tmp_path: Path, kinds: list[list[str]], cuts: list[int], data: st.DataObject
) -> None:
    histories = [history(record, changes) for record, changes in enumerate(kinds)]
    rows = data.draw(st.permutations([row for sent, _ in histories for row in sent]))
    root = fresh(tmp_path / "data")
    for number, file in enumerate(files_of(rows, cuts)):
        put(root, FEED.name, f"{number}.csv", d.as_csv(file), RECEIVED + timedelta(days=number))
    pull(root)
    expected = sorted(state.as_row for _, state in histories)
    assert sorted(built(compiled, root).rows(STATE)) == expected


@settings(max_examples=10, deadline=None, suppress_health_check=CHECKS)
@given(
    kinds=HISTORIES, cuts=st.lists(st.integers(1, 50), min_size=2, max_size=6), data=st.data(),
)  # fmt: skip
def test_any_order_of_landing_gives_equal_tables(
    compiled: Compiled, tmp_path: Path, kinds: list[list[str]], cuts: list[int], data: st.DataObject
) -> None:
    """The same files with the same days of receipt, landed one by one in another order: all is equal."""
    rows = [row for record, changes in enumerate(kinds) for row in history(record, changes)[0]]
    files = list(enumerate(files_of(data.draw(st.permutations(rows)), cuts)))
    found = []
    for order in (files, data.draw(st.permutations(files))):
        root = fresh(tmp_path / "data")
        for number, file in order:
            put(root, FEED.name, f"{number}.csv", d.as_csv(file), RECEIVED + timedelta(days=number))
            pull(root)
        run = built(compiled, root)
        found.append([run.rows(EVERYTHING.format(table=table)) for table in TABLES])
    assert found[0] == found[1]


@settings(max_examples=15, deadline=None, suppress_health_check=CHECKS)
@given(changes=st.lists(st.sampled_from(KINDS), max_size=5), cuts=st.lists(st.integers(0, 9), max_size=4))
def test_no_correction_turns_an_on_time_record_late(
    compiled: Compiled, tmp_path: Path, changes: list[str], cuts: list[int]
) -> None:
    (first, *later), _ = history(1, changes)
    root = fresh(tmp_path / "data")
    put(root, FEED.name, "首次.csv", d.as_csv([first]), FIRST + timedelta(days=1))
    for number, file in enumerate(files_of(later, cuts) if later else ()):
        put(root, FEED.name, f"{number}.csv", d.as_csv(file), RECEIVED + timedelta(days=number))
    pull(root)
    clock = built(compiled, root).rows("select state, withdrawal, first_reported_on from disclosure_clock")
    taken_back = bool(changes) and changes[-1] == "deleted"
    gone = {"deleted": "deleted", "revoked": "revoked"}.get(changes[-1]) if changes else None
    assert clock == [("exempt" if taken_back else "on_time", gone, FIRST + timedelta(days=1))]


WITHDRAWN = d.penalty(operation="D", change_reason="重复录入")


@pytest.mark.parametrize("order", list(itertools.permutations(("原件", "收回"))))
def test_a_withdrawal_without_a_day_may_come_before_its_original(
    compiled: Compiled, tmp_path: Path, order: tuple[str, ...]
) -> None:
    sent = {"原件": d.penalty(), "收回": WITHDRAWN}
    for number, name in enumerate(order):
        put(tmp_path, FEED.name, f"{name}.csv", d.as_csv([sent[name]]), RECEIVED + timedelta(days=number))
    pull(tmp_path)
    run = built(compiled, tmp_path)
    assert run.rows("select withdrawal, state from disclosure_clock") == [("deleted", "exempt")]
    earlier = built(compiled, tmp_path, RECEIVED).rows("select withdrawal from disclosure_clock")
    assert earlier == ([(None,)] if order[0] == "原件" else [])  # nobody reported it yet


@pytest.mark.parametrize("order", list(itertools.permutations(("决定", "撤销", "误报撤销"))))
def test_a_revocation_counts_whenever_it_comes_and_is_taken_back_the_same_way(
    compiled: Compiled, tmp_path: Path, order: tuple[str, ...]
) -> None:
    titles = {c.name: c.title for c in d.CATALOGUE.standards[REVOCATIONS.standard].columns}
    revoked = {
        "unit": "市市场监管局",
        "decision_kind": "行政处罚",
        "document_no": "盘市监罚[2024]1号",
        "revocation_kind": "判决撤销",
        "revoked_on": "2024-08-01",
        "reason": "主要证据不足",
    }
    wrong = revoked | {"document_no": "盘市监罚〔2024〕2号"}
    taken_back = wrong | {"operation": "D", "changed_on": "2024-08-05", "change_reason": "误报"}
    sent = {
        "决定": (FEED.name, d.as_csv(d.penalties(1, 2))),
        "撤销": (REVOCATIONS.name, d.as_csv([revoked, wrong | {"changed_on": "2024-08-02"}], titles)),
        "误报撤销": (REVOCATIONS.name, d.as_csv([taken_back], titles)),
    }
    for number, name in enumerate(order):
        feed, content = sent[name]
        put(tmp_path, feed, f"{name}.csv", content, RECEIVED + timedelta(days=number))
    pull(tmp_path)
    run = built(compiled, tmp_path)
    assert run.rows("select document_no, withdrawal, withdrawn_on from disclosure_clock order by all") == [
        ("盘市监罚〔2024〕1号", "revoked", date(2024, 8, 1)),
        ("盘市监罚〔2024〕2号", None, None),
    ]
