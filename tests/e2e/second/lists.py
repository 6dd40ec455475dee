"""T05, T12-04, T13-02: lists, cases, repair and reports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from simulator.facts import Told
from tests.e2e.second.book import Book, Member
from tests.e2e.second.judged import OUT, Judged, evidence, line, row_of

GOOD_EXITS = {"修复", "履行完毕"}


@dataclass(frozen=True)
class Stay:
    """Somebody on a list: the rows that tell of it, first day on it, first day off it, why it ended."""

    rows: tuple[Told, ...]
    number: str
    unit: str
    colour: str
    since: date
    until: date | None
    why: str | None

    def on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def in_year(self, book: Book) -> bool:
        """Whether it is in force on any day of the year."""
        return self.since <= book.as_of and (self.until is None or self.until > book.year)


@cache
def stays(book: Book) -> list[Stay]:
    """Every stay on a list of the city."""
    granted = {
        (r.text("entry_no"), book.unit(r["list_unit"]))
        for r in book.now("credit_repairs")
        if r["result"] == "通过"
    }
    found = [_entry(book, told) for told in book.now("list_entries")] + _debtors(book)
    return [
        Stay(**{**s.__dict__, "why": "修复" if (s.number, s.unit) in granted else "?"})
        if s.until and not s.why
        else s
        for s in found
    ]


def _entry(book: Book, told: Told) -> Stay:
    removed, expires = told.day_of("removed_on"), told.day_of("expires_on")
    until, why = removed, told.text("removal_kind")
    if expires and (removed is None or removed > expires):
        until, why = expires + timedelta(days=1), "到期"
    since = told.day_of("listed_on")
    assert since is not None
    place = told.text("entry_no"), book.unit(told["unit"]), told.text("colour")
    return Stay((told,), *place, since, until, why or None)


def _debtors(book: Book) -> list[Stay]:
    """The court's list is whole each time: who is missing from a delivery left on its day."""
    found = []
    for feed in book.catalogue.feeds_of("judgment_debtors"):
        rows = [told for told in book.all("judgment_debtors") if told.feed == feed.name]
        days = sorted({told.at for told in rows})
        for key in sorted({book.key(told) for told in rows}):
            mine = {told.at: told for told in rows if book.key(told) == key}
            run: list[Told] = []
            left: date | None = None
            for at in [*days, None]:
                if at is not None and at in mine:
                    run.append(mine[at])
                    continue
                good = [told for told in run if told.usable]
                if good:
                    published = good[-1].day_of("published_on")
                    assert published is not None
                    since = run[0].day if left and published < left else published
                    until = at.date() if at else None
                    why = "履行完毕" if good[-1]["performance"] == "已履行" else None
                    number, unit = good[-1].text("case_no"), book.unit(feed.department)
                    found.append(Stay(tuple(run), number, unit, "黑", since, until, why if until else None))
                    left = until
                run = []
    return found


def _blacks(book: Book, subject: str | None) -> list[Stay]:
    """The black entries of a subject in the year."""
    return [
        s for s in stays(book) if s.colour == "黑" and s.in_year(book) and book.about(s.rows[-1], subject)
    ]


@line("T05-01")
def looked_through(book: Book, member: Member) -> Judged:
    """The principal of the day of the act, and who the decision names as directly responsible."""
    row = row_of(book, member)
    day = {"list_entries": "acted_on", "judgment_debtors": "filed_on"}.get(row.standard, "decided_on")
    acted = row.day_of(day)
    if not member.subject or acted is None:
        return True, False
    officers = [
        o
        for o in book.now("enterprise_officers")
        if book.about(o, member.subject)
        and (o.day_of("held_from") or date.max) <= acted
        and (o["held_until"] is None or acted < (o.day_of("held_until") or acted))
    ]
    principal = any(o["role"] in ("法定代表人", "主要负责人") for o in officers)
    named = row.text("direct_person_name")
    direct = bool(row["direct_person_id"]) or not named
    direct = direct or len({o["person_id"] for o in officers if o["person_name"] == named}) == 1
    return True, principal and direct


@line("T05-02")
def implemented(book: Book, member: Member) -> Judged:
    """A memorandum with a document of the city in force and somebody listed by it, or a case."""
    listed = any(
        e["memorandum"] == member.item and book.within(date.min, e["listed_on"])
        for e in book.now("list_entries")
    )
    case = any(
        c["memorandum"] == member.item and book.within(date.min, c["acted_on"])
        for c in book.now("joint_cases")
    )
    return True, bool(evidence(book, "T05-02", member.item, "制度文件")) and (listed or case)


@line("T05-03")
def closed_by_itself(book: Book, member: Member) -> Judged:
    """A field in which three automatic events made a chain whole in the quarter."""
    log = [e for e in book.now("joint_interface_log") if e["is_automatic"] is True]
    # the field is said where the chain begins
    for begun in [e for e in log if e["stage"] == "发起"]:
        chain = [e for e in book.now("joint_interface_log") if e["chain_no"] == begun["chain_no"]]
        first = min((e for e in chain if e["stage"] == "发起"), key=_moment)
        if first["field"] != member.item:
            continue
        mine = [e for e in log if e["chain_no"] == begun["chain_no"]]
        closed = [
            f.day_of("occurred_on")
            for r in mine
            for f in mine
            if r["stage"] == "响应" and f["stage"] == "反馈" and _after(begun, r) and _after(r, f)
        ]
        days = [day for day in closed if day]
        if days and min(days) >= book.quarter:
            return True, True
    return True, False


def _moment(event: Told) -> tuple[str, int]:
    minute = event["occurred_minute"]
    return str(event["occurred_on"]), minute if isinstance(minute, int) else -1


def _after(one: Told, other: Told) -> bool:
    days = str(one["occurred_on"]), str(other["occurred_on"])
    minutes = one["occurred_minute"], other["occurred_minute"]
    in_order = not (isinstance(minutes[0], int) and isinstance(minutes[1], int)) or minutes[0] <= minutes[1]
    return days[0] < days[1] or (days[0] == days[1] and in_order)


@line("T05-04")
def cases_over_entries(book: Book, member: Member) -> Judged:
    """An entry of the year below the line; above it a case of the year that is whole and repeats none."""
    row = row_of(book, member)
    if row.standard != "joint_cases":
        return True, False
    mine = _case(book, row)
    if mine is None:
        return OUT
    same = [one for one in book.now("joint_cases") if _case(book, one) == mine]
    first = min(same, key=lambda one: (book.first_known(one), _record(book, one)))
    return False, book.key(first) == book.key(row)


def _record(book: Book, told: Told) -> str:
    key = "|".join(told.text(str(name)) for name in book.catalogue.standards[told.standard].key)
    return hashlib.md5(f"{told.standard}|{key}".encode()).hexdigest()  # noqa: S324


def _case(book: Book, row: Told) -> tuple[object, ...] | None:
    """What two cases have in common when one repeats the other; None for one that lacks something."""
    acted = row.day_of("acted_on")
    if not (row["measure"] and row["result"] and row["entry_no"] and row["entry_unit"] and acted):
        return None
    if not book.within(book.year, acted):
        return None
    for stay in stays(book):
        if (stay.number, stay.unit) != (row["entry_no"], book.unit(row["entry_unit"])):
            continue
        if stay.colour in ("红", "黑") and stay.on(acted) and (who := _same(book, stay.rows[-1], row)):
            return who, stay.number, stay.unit, book.unit(row["unit"]), row["measure"], acted
    return None


def _same(book: Book, one: Told, other: Told) -> str | None:
    """The subject two rows are both about."""
    person = {t for t in (_person(one), _person(other)) if t}
    if len(person) == 1 and _person(one) and _person(other):
        return person.pop()
    both = [key for key in book.registers if book.about(one, key) and book.about(other, key)]
    return both[0] if both else None


def _person(told: Told) -> str:
    return told.text("party_person_id") or told.text("debtor_person_id")


@line("T05-05")
def rectified(book: Book, member: Member) -> Judged:
    """In operation, black in the year, off every list now, and every time by putting it right."""
    if not book.operating(member.subject):
        return OUT
    mine = _blacks(book, member.subject)
    assert mine
    return True, all(s.until and s.until <= book.as_of and s.why in GOOD_EXITS for s in mine)


def _listed(book: Book, member: Member) -> bool:
    """In operation and on a black list today."""
    on = any(s.on(book.as_of) for s in _blacks(book, member.subject))
    return book.operating(member.subject) and on


@line("T05-06")
def trained(book: Book, member: Member) -> Judged:
    """Listed, and somebody of theirs on a roster of the year."""
    if not _listed(book, member):
        return OUT
    rosters = book.rows_about("repair_trainings", member.subject)
    return True, any(book.within(book.year, t["held_on"]) for t in rosters)


@line("T12-04")
def promised(book: Book, member: Member) -> Judged:
    """Listed, with a repair commitment that has not run out."""
    if not _listed(book, member):
        return OUT
    given = [c for c in book.rows_about("credit_commitments", member.subject) if c["kind"] == "信用修复"]
    return True, any(book.within(date.min, c["made_on"]) and book.not_over(c["valid_until"]) for c in given)


@line("T05-07", "T13-02")
def reported(book: Book, member: Member) -> Judged:
    """Listed or graded 差, with a report shown on the portal; in T13-02 of an agency qualified that day."""
    poor = graded(book, member.subject) == "差"
    if not book.operating(member.subject) or not (poor or _listed(book, member)):
        return OUT
    for report in book.rows_about("credit_reports", member.subject):
        if (
            report["kind"] != "信用报告"
            or not report["submitted_on"]
            or not book.not_over(report["valid_until"])
        ):
            continue
        if not any(book.is_up(p) for p in book.shown(["信用报告"], [report["report_no"]])):
            continue
        if member.indicator == "T05-07" or _qualified(book, report):
            return True, True
    return True, False


def _qualified(book: Book, report: Told) -> bool:
    issued = str(report["issued_on"])
    return any(
        a["agency_uscc"] == report["agency_uscc"]
        and str(a["qualified_from"]) <= issued <= str(a["qualified_until"] or "9999")
        for a in book.now("credit_agencies")
    )


def graded(book: Book, subject: str | None) -> str | None:
    """A subject's grade in the newest national round."""
    newest = max((e.text("round") for e in book.now("national_evaluations")), default="")
    mine = [e for e in book.rows_about("national_evaluations", subject) if e.text("round") == newest]
    return max(mine, key=lambda e: str(e["evaluated_on"])).text("grade") if mine else None
