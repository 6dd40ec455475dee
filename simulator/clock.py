"""The seven-day clock of permits and penalties, counted decision by decision in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulator.decisions import PENALTY, PERMIT
from simulator.rows import Decided
from simulator.workdays import disclosure_due


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a decision: when it came, whether it became a record, and what it said."""

    day: date
    accepted: bool
    decided: Decided


class Clock:
    """Counts states. Decisions that come once are judged at once; only the few that come again are kept."""

    def __init__(self, as_of: date, come_again: frozenset[str], revoked: Mapping[str, date]) -> None:
        """Judge as of a day.

        Args:
            as_of: the day.
            come_again: decisions of which more is said than one row.
            revoked: those that another feed revoked, from which day.
        """
        self._as_of, self._come_again, self._revoked = as_of, come_again, revoked
        self._reports: dict[str, list[Report]] = defaultdict(list)
        self._states: Counter[tuple[str, str]] = Counter()
        self._due: Counter[tuple[str, str]] = Counter()
        self._on_time: Counter[tuple[str, str]] = Counter()

    def observe(self, decided: Decided, day: date, accepted: bool) -> None:
        """A row names a decision."""
        report = Report(day, accepted, decided)
        if decided.number in self._come_again:
            self._reports[decided.number].append(report)
        else:
            self._judge([report])

    def _judge(self, reports: list[Report]) -> None:
        accepted = sorted((report for report in reports if report.accepted), key=lambda report: report.day)
        sent = [report for report in accepted if report.decided.change != "deleted"]
        decided = (
            max(accepted, key=lambda r: (r.decided.said_on or r.day, r.day)).decided if accepted else None
        )
        decided = decided or reports[-1].decided
        if decided.decided_on is None:
            return
        due = disclosure_due(decided.decided_on)
        if due and sent and sent[0].decided.decided_on:
            due = max(due, disclosure_due(sent[0].decided.decided_on) or due)
        state = self._state(decided, due, sent[0].day if sent else None)
        self._states[decided.kind, state] += 1
        month = self._as_of.replace(day=1)
        if due and month <= due <= self._as_of and state in ("on_time", "late", "overdue"):
            place = (decided.kind, decided.authority)
            self._due[place] += 1
            self._on_time[place] += state == "on_time"

    def _state(self, decided: Decided, due: date | None, reported: date | None) -> str:
        if decided.exempt or decided.change == "deleted":
            return "exempt"
        if due is None:
            return "unknown"
        if reported:
            return "on_time" if reported <= due else "late"
        if self._revoked.get(decided.number, date.max) <= min(due, self._as_of):
            return "exempt"
        return "pending" if self._as_of <= due else "overdue"

    def _settle(self) -> None:
        for reports in self._reports.values():
            self._judge(reports)
        self._reports.clear()

    def states(self) -> dict[str, dict[str, int]]:
        """Decisions by kind and state."""
        self._settle()
        kinds = (PERMIT, PENALTY)
        return {kind: {s: n for (k, s), n in sorted(self._states.items()) if k == kind} for kind in kinds}

    def on_time(self, unit_of: Callable[[str], str]) -> dict[str, Any]:
        """T04-01, reported in time: total, by kind and by the unit that answers for the authority."""
        self._settle()
        due, on_time = _by_unit(self._due, unit_of), _by_unit(self._on_time, unit_of)
        figures: dict[str, Any] = {"total": _sum(on_time, due, None, None)}
        figures["parts"] = {kind: _sum(on_time, due, kind, None) for kind in (PERMIT, PENALTY)}
        units = sorted({unit for _, unit in due})
        figures["units"] = {unit: _sum(on_time, due, None, unit) for unit in units}
        return figures


def _by_unit(counted: Counter[tuple[str, str]], unit_of: Callable[[str], str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (kind, authority), number in counted.items():
        found[kind, unit_of(authority)] += number
    return found


def _sum(
    above: Counter[tuple[str, str]], below: Counter[tuple[str, str]], kind: str | None, unit: str | None
) -> dict[str, int]:
    places = [place for place in below if kind in (None, place[0]) and unit in (None, place[1])]
    return {
        "numerator": sum(above[place] for place in places),
        "denominator": sum(below[place] for place in places),
    }
