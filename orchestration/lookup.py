"""The look-up extract for service halls: one SQLite file, credit code → states with their last day.

SQLite, because a hall's system reads it with what it has, without a server and without Siku. The file holds
what the shared release's ``credit_states`` holds and nothing else: no natural person, nothing repaired or run
out.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ingest.catalogue import Audience
from orchestration.released import NothingToExplainError, released
from quality.identifiers import check_uscc

FILE = "lookup.sqlite3"
COLUMNS = ("uscc", "content", "title", "class", "unit", "reference", "since", "valid_until")
# The code is the key and the rows lie in its order: a look-up reads a page or two, whatever the city's size.
SCHEMA = """
create table release (as_of_date text not null, run_id text not null);
create table states (
    uscc text not null, place integer not null, content text not null, title text not null, class text,
    unit text not null, reference text, since text not null, valid_until text,
    primary key (uscc, place)
) without rowid;
"""


@dataclass(frozen=True)
class State:
    """One state of a subject; ``valid_until`` is the last day it may be used, none: no end is set."""

    content: str
    title: str
    class_: str | None
    unit: str
    reference: str | None
    since: date
    valid_until: date | None


@dataclass(frozen=True)
class Found:
    """What an extract of a day says of a code on another day."""

    uscc: str
    as_of: date
    states: tuple[State, ...]


def build_lookup(root: Path) -> tuple[Path, int]:
    """Write the extract of the current release beside it, by one rename. Returns its path and its rows.

    Raises:
        NothingToExplainError: nothing is published, or by a version without the table.
    """
    path = root / "published" / FILE
    with released(root, Audience.shared) as release:
        about = release.rows("select as_of_date, run_id from release")[0]
        listed = ", ".join(f'cast("{name}" as varchar)' for name in COLUMNS)
        states = release.frame(f"select {listed} from credit_states order by uscc, content, since, reference")  # noqa: S608
    handle, aside = tempfile.mkstemp(prefix=f".{FILE}-", dir=path.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(aside)) as file, file:
            file.executescript(SCHEMA)
            file.execute("insert into release values (?, ?)", [str(about["as_of_date"]), about["run_id"]])
            rows = ((row[0], place, *row[1:]) for place, row in enumerate(states.iter_rows()))
            file.executemany("insert into states values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)
    return path, states.height


def look_up(path: Path, code: str, day: date) -> Found:
    """What an extract says of a code that may be used on a day: what ran out since it was made is left out.

    Raises:
        NothingToExplainError: no valid code (the rule it breaks is named), or there is no extract.
    """
    checked = check_uscc(pl.Series([code]))
    uscc, rule = checked.values[0], checked.rule[0]
    if rule is not None or uscc is None:
        raise NothingToExplainError(
            f"不是有效的统一社会信用代码 / no valid credit code: {code} ({rule or ''})"
        )
    return read_states(path, uscc, day)


def lookup_sections(path: Path, code: str, day: date) -> list[tuple[str, list[str]]]:
    """The same for a person at the counter: a title and a line for each state."""
    found = look_up(path, code, day)
    lines = []
    for state in found.states:
        days = f"{state.since} — {state.valid_until or '未定 / open'}"
        lines.append(" ".join(filter(None, [state.title, state.class_, state.unit, state.reference, days])))
    title = f"{found.uscc}  数据日期 / as of {found.as_of}"
    return [(title, lines or [f"{day} 无可用的信用状态 / nothing that may be used"])]


def read_states(path: Path, uscc: str, day: date) -> Found:
    """The same for a code known to be one: a single indexed read of the file.

    Raises:
        NothingToExplainError: there is no extract.
    """
    if not path.exists():
        raise NothingToExplainError("尚无查询库 / there is no look-up extract yet: siku refresh")
    # an extract is replaced, never changed: SQLite need not lock it, wait for a lock or look for a journal
    # (https://www.sqlite.org/uri.html#uriimmutable)
    place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(place, uri=True)) as file:
        (as_of,) = file.execute("select as_of_date from release").fetchone()
        rows = file.execute(
            "select content, title, class, unit, reference, since, valid_until from states"
            " where uscc = ? and (valid_until is null or valid_until >= ?) order by place",
            [uscc, day.isoformat()],
        ).fetchall()
    states = tuple(
        State(content, title, class_, unit, reference, date.fromisoformat(since), _day(until))
        for content, title, class_, unit, reference, since, until in rows
    )
    return Found(uscc, date.fromisoformat(as_of), states)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
