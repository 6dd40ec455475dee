"""Where entries of red and black lists were shown: on the department's own site and on the portal.

An entry is referred to by its document of recognition; one that never had a document by its own number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.entries import LISTS, WATCHED, Entry, entries
from simulator.rows import Row
from simulator.sources.table import Tables, row_of

SITE, PORTAL = "部门网站", "信用盘锦"


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry in one channel."""

    channel: str
    entry: Entry
    since: date
    until: date | None


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a month about what was put up and taken down."""

    def rows(last: date, day: date) -> Iterable[Row]:
        for shown in all_shown(tables):
            days = [when for when in (shown.since, shown.until) if when and last < when <= day]
            if days:
                yield _row(shown, max(days))

    yield from tables.deliver("credit_centre_publications", "名单公示", rows, hour=14)


def all_shown(tables: Tables) -> Iterator[Shown]:
    """Most entries are shown in both channels; some on one only or nowhere; many come down."""
    for feed in LISTS:
        for entry in entries(tables.world, feed):
            if entry.colour == WATCHED or entry.index % 13 == 11:
                continue
            for channel, slow in ((SITE, 2), (PORTAL, 5)):
                if entry.index % 10 != (3 if channel == SITE else 7):
                    yield _shown(entry, channel, entry.listed_on + timedelta(days=slow + entry.index % 6))


def _shown(entry: Entry, channel: str, since: date) -> Shown:
    removed = entry.removed_on
    down = removed + timedelta(days=3) if removed and removed > since and entry.index % 4 else None
    return Shown(channel, entry, since, down)


def _row(shown: Shown, day: date) -> Row:
    entry = shown.entry
    return row_of(
        {
            "channel": shown.channel,
            "content_kind": f"{entry.colour}名单",
            "reference_no": entry.entry_no if entry.index % 18 == 4 else entry.basis_document,
            "unit": entry.department,
            "field": entry.field,
            "party_name": entry.name if entry.subject else None,
            "party_uscc": entry.subject.uscc if entry.subject and entry.written == "uscc" else None,
            "published_on": shown.since,
            "withdrawn_on": shown.until if shown.until and shown.until <= day else None,
            "url": f"https://example.invalid/{shown.channel}/{entry.feed}/{entry.index}",
        },
        {"channel": "本部门网站"} if shown.channel == SITE and entry.index % 5 == 0 else {},
    )
