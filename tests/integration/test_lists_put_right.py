"""Whole lists and the return workbooks that put rows of them right, in any order of landing: one state.

Random lists of a register and of the court, some rows wrong, are landed; refused rows are sent back, right or
wrong again; lists are sent again as they were. What must come out is worked out here from the story alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.catalogue import HERE, Feed, load_catalogue
from ingest.connectors.file_drop import Delivery
from ingest.landing import Workshop
from ingest.manifest import Manifest
from ingest.receipts import Receipts
from ingest.returns.rows import ROW_ID, TITLES, RowId
from ingest.settings import Days
from orchestration.index import write_index
from simulator.codes import credit_code, organisation_code
from tests.integration.compiled import Compiled, Run

CATALOGUE = load_catalogue([HERE])
FIRST, WRONG_DAY = datetime(2026, 3, 2, 2, tzinfo=UTC), "2026-13-45"
KEYS = range(4)
CODES = [credit_code("52", "211100", organisation_code(f"5000000{key}")) for key in KEYS]
REGISTER, COURT = "civil_affairs_social_organisations", "court_judgment_debtors"
TABLES = ("register_rows", "subject_versions", "cur_judgment_debtors", "debtor_stays")
GIVEN = ("record_links", "row_doubts", "subject_crosswalk")
IS_RIGHT = st.booleans()


class Sent(NamedTuple):
    """A row: which thing, the version it tells, whether its day can be read."""

    key: int
    version: int
    is_right: bool


@dataclass(frozen=True)
class Whole:
    """A whole list."""

    rows: tuple[Sent, ...]


@dataclass(frozen=True)
class Again:
    """An earlier whole list, the same bytes."""

    of: int  # which event


@dataclass(frozen=True)
class Back:
    """Refused rows of an earlier file sent back."""

    of: int  # which event, a list or a return
    rows: tuple[Sent, ...]


Event = Whole | Again | Back


@dataclass
class Story:
    """Events, one a day, and what each leaves open."""

    events: list[Event] = field(default_factory=list)

    def root(self, number: int) -> int:
        """The list a return leads to, the list itself."""
        event = self.events[number]
        return self.root(event.of) if isinstance(event, Back) else number

    def open_rows(self, number: int) -> list[Sent]:
        """Rows of a file that were refused, and whose thing no return of the same list has put right."""
        event = self.events[number]
        if isinstance(event, Again):
            return []
        right = {row.key for row in self._right(self.root(number), len(self.events))}
        return [row for row in event.rows if not row.is_right and row.key not in right]

    def _right(self, root: int, until: int) -> Iterator[Sent]:
        for number, event in enumerate(self.events[:until]):
            if isinstance(event, Back) and self.root(number) == root:
                yield from (row for row in event.rows if row.is_right)

    def states(self) -> Iterator[dict[int, int | None]]:
        """The list after each event: thing → version, None where only a refused row speaks of it."""
        standing = None
        for number, event in enumerate(self.events):
            if not isinstance(event, Back):
                standing = event.of if isinstance(event, Again) else number
            whole = self.events[standing] if standing is not None else Whole(())
            assert isinstance(whole, Whole)
            listed = {row.key: row.version if row.is_right else None for row in whole.rows}
            yield listed | {row.key: row.version for row in self._right(standing or 0, number + 1)}


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Up to seven events, the first a list."""
    story = Story()
    for number in range(draw(st.integers(1, 7))):
        answerable = [at for at in range(number) if story.open_rows(at)]
        lists = [at for at in range(number) if isinstance(story.events[at], Whole)]
        kinds = ["whole", *(["back"] * 3 if answerable else []), *(["again"] if lists else [])]
        kind = draw(st.sampled_from(kinds)) if number else "whole"
        if kind == "again":
            story.events.append(Again(draw(st.sampled_from(lists))))
            continue
        if kind == "back":
            of = draw(st.sampled_from(answerable))
            keys = [row.key for row in story.open_rows(of)]
            chosen = draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
        else:
            of, chosen = -1, draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
        rows = tuple(Sent(key, number, draw(IS_RIGHT)) for key in chosen)
        story.events.append(Back(of, rows) if kind == "back" else Whole(rows))
    return story


def cells(feed: str, row: Sent) -> dict[str, str]:
    """What a department writes."""
    day = "2020-01-05" if row.is_right else WRONG_DAY
    if feed == REGISTER:
        code = CODES[row.key]
        return {"name": f"协会{row.version}", "uscc": code, "registered_on": day, "registrar": "市民政局"}
    return {
        "debtor_name": "盘锦甲商店", "debtor_category": "法人及非法人组织", "debtor_uscc": CODES[row.key],
        "case_no": f"（2026）辽11执{row.key}号", "court": "盘锦市中级人民法院", "filed_on": "2020-01-02",
        "published_on": day, "obligation": "支付货款", "performance": "全部未履行",
        "conduct": f"版本{row.version}",
    }  # fmt: skip


def content(feed: Feed, rows: Sequence[Sent], ids: Mapping[int, str] | None = None) -> bytes:
    """The file; ``ids``: of a return, the row id of each thing."""
    titles = {c.name: c.title for c in CATALOGUE.standards[feed.standard].columns}
    names = list(cells(feed.name, rows[0]))
    lines = [[titles[name] for name in names], *(list(cells(feed.name, row).values()) for row in rows)]
    if ids is not None:
        lines[0].append(TITLES[ROW_ID])
        for line, row in zip(lines[1:], rows, strict=True):
            line.append(ids[row.key])
    return "".join(",".join(line) + "\n" for line in lines).encode()


class Town:
    """Lands the events of a story for both feeds, in an order."""

    def __init__(self, root: Path, story: Story) -> None:
        self._root, self._story = root, story
        self._landed: dict[tuple[str, int], Manifest] = {}

    def land(self, number: int) -> None:
        for name in (REGISTER, COURT):
            feed = CATALOGUE.feeds[name]
            path = self._root / f"{name}-{number}.csv"
            path.write_bytes(self._bytes(feed, number))
            delivery = Delivery(path, path.name, FIRST + timedelta(days=number))
            workshop = Workshop(self._root, CATALOGUE.standards[feed.standard], feed, b"k" * 32)
            landed = workshop.land(delivery)
            if not landed.new:
                Receipts(self._root, feed).note(delivery, landed.manifest)
            self._landed[name, number] = landed.manifest

    def _bytes(self, feed: Feed, number: int) -> bytes:
        event = self._story.events[number]
        if isinstance(event, Again):
            return self._bytes(feed, event.of)
        if isinstance(event, Whole):
            return content(feed, event.rows)
        answered = self._landed[feed.name, event.of]
        of = self._story.events[event.of]
        assert not isinstance(of, Again)
        ids = {
            row.key: RowId(feed.name, answered.batch_id, None, at).text for at, row in enumerate(of.rows, 2)
        }
        return content(feed, event.rows, ids)


@pytest.fixture(scope="module")
def compiled(compiled_project: Path) -> Compiled:
    return Compiled(compiled_project, TABLES, GIVEN)


def built(compiled: Compiled, root: Path, as_of: date) -> Run:
    write_index(root, CATALOGUE, Days(as_of, as_of), "run", "version")
    return compiled.run(root)


def assert_listed(run: Run, states: Sequence[Mapping[int, int | None]]) -> None:
    """The tables hold the newest state, and of the states before what history has to tell."""
    newest = states[-1]
    accepted = sorted((CODES[key], f"协会{v}") for key, v in newest.items() if v is not None)
    held = sorted(CODES[key] for key, version in newest.items() if version is None)
    rows = run.rows("select uscc, name, row_state = 'accepted' from register_rows order by all")
    assert [(code, name) for code, name, is_accepted in rows if is_accepted] == accepted
    assert [code for code, _, is_accepted in rows if not is_accepted] == held
    current = run.rows("select conduct, case_no from cur_judgment_debtors order by case_no")
    assert current == [
        (f"版本{version}", f"（2026）辽11执{key}号")
        for key, version in sorted(newest.items())
        if version is not None
    ]
    spoken: dict[int, int | None] = {}
    for state in states:  # a refused row keeps what was known, a row that is gone does not
        spoken = {key: version if version is not None else spoken.get(key) for key, version in state.items()}
    known = {key: version for key, version in spoken.items() if version is not None}
    open_versions = run.rows("select subject_id, name from subject_versions where valid_to is null")
    assert sorted(open_versions) == sorted((CODES[key], f"协会{version}") for key, version in known.items())
    stays = run.rows("select case_no from debtor_stays where ended_on is null order by all")
    assert [case_no for (case_no,) in stays] == [f"（2026）辽11执{key}号" for key in sorted(known)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories(), data=st.data())
def test_a_list_is_the_last_one_and_what_put_its_rows_right(
    compiled: Compiled, tmp_path: Path, story: Story, data: st.DataObject
) -> None:
    """Landed in any order in which what is sent back comes after what it answers; seen on any day."""
    numbers = list(range(len(story.events)))
    order = data.draw(st.permutations(numbers))
    root = tmp_path / "data"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    town, landed = Town(root, story), set[int]()
    while len(landed) < len(order):
        for number in order:
            event = story.events[number]
            if number not in landed and (isinstance(event, Whole) or event.of in landed):
                town.land(number)
                landed.add(number)
    day = data.draw(st.sampled_from(numbers))
    run = built(compiled, root, (FIRST + timedelta(days=day)).date())
    assert_listed(run, list(story.states())[: day + 1])
