"""T06, T07, T14-02, T14-06 to T14-12: events, evidence, campaigns, interference and risks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from simulator.facts import Told
from tests.e2e.second.book import Book, Member
from tests.e2e.second.judged import OUT, Judged, about_row, declared, evidence, line, row_of
from tests.e2e.second.lists import graded
from tests.e2e.second.platform import beating


@line("T06-01", "T11-01", "T11-03")
def of_the_year(book: Book, member: Member) -> Judged:
    """A named item with evidence of the year."""
    return True, bool(evidence(book, member.indicator, member.item, since=book.year))


@line("T14-09", "T14-11", "T16-02")
def ruled(book: Book, member: Member) -> Judged:
    """A named item with a rule document in force."""
    return True, bool(evidence(book, member.indicator, member.item, "制度文件"))


@line("T14-10")
def prepared(book: Book, member: Member) -> Judged:
    """Plan and duties in force; the drill held in the year."""
    if member.part == "exercise":
        return True, bool(evidence(book, "T14-10", member.item, "演练", since=book.year))
    return ruled(book, member)


@line("T06-02")
def combed(book: Book, member: Member) -> Judged:
    """A field with plan, combed list and mechanism, all in force."""
    kinds = {e["kind"] for e in evidence(book, "T06-02", member.item)}
    return True, kinds >= {"制度文件", "梳理名单", "长效机制"}


@line("T06-03")
def poor(book: Book, member: Member) -> Judged:
    """An enterprise with legal personality, graded 差."""
    is_legal = _is_legal(book, member)
    return (True, graded(book, member.subject) == "差") if is_legal else OUT


def _is_legal(book: Book, member: Member) -> bool | None:
    assert book.operating(member.subject)
    entry = book.entry(member.subject or "")
    assert entry is not None
    told = entry["is_legal_person"]
    return told if isinstance(told, bool) else None


@line("T15-03")
def rated(book: Book, member: Member) -> Judged:
    """An enterprise with legal personality on the newest A list."""
    if _is_legal(book, member) is None:
        return OUT
    listed = [t for t in book.good("a_grade_taxpayers") if int(str(t["rating_year"])) <= book.as_of.year]
    newest = max(int(str(t["rating_year"])) for t in listed)
    return True, any(int(str(t["rating_year"])) == newest and book.about(t, member.subject) for t in listed)


@line("T15-04")
def certified(book: Book, member: Member) -> Judged:
    """An enterprise with legal personality whose newest customs grade of some registration is advanced."""
    if _is_legal(book, member) is None:
        return OUT
    newest: dict[str, Told] = {}
    for told in sorted(book.now("customs_certifications"), key=lambda told: str(told["certified_on"])):
        if book.within(date.min, told["certified_on"]):
            newest[told.text("customs_code")] = told
    return True, any(
        t["grade"] == "高级认证"
        and not book.within(date.min, t["cancelled_on"])
        and book.about(t, member.subject)
        for t in newest.values()
    )


SERIOUS = {"T06-04": "商务", "T06-05": "社会", "T06-06": "司法"}


@line(*SERIOUS)
def no_event(book: Book, member: Member) -> Judged:
    """A field that spoke, by an event of the month or a zero report; a confirmed event of a named field."""
    if member.part == "event":
        (event,) = about_row(book, member, "credit_events")
        counts = event["is_confirmed"] is True and bool(book.meant(member.indicator, event["field"]))
        assert event["level"] == "严重"
        return counts, counts
    spoke = [
        e["field"]
        for e in book.now("credit_events")
        if e["domain"] == SERIOUS[member.indicator] and book.within(book.month, e["occurred_on"])
    ]
    spoke += [z["field"] for z in declared(book, member.indicator)]
    return any(member.item in book.meant(member.indicator, field) for field in spoke), False


def _known(book: Book, event: Told) -> date:
    return event.day_of("known_on") or book.first_known(event)


@line("T06-07")
def treated(book: Book, member: Member) -> Judged:
    """A major event treated and fed back before its limit ran out in the month."""
    (event,) = about_row(book, member, "credit_events")
    due = _known(book, event) + book.days("T06-07", "treated_and_fed_back_within_days")
    if due > book.as_of:
        return OUT
    return True, all((event.day_of(c) or date.max) <= due for c in ("treated_on", "feedback_on"))


@line("T06-08")
def told_in_time(book: Book, member: Member) -> Judged:
    """An event reported, collected and, once confirmed, published, each inside its limit."""
    (event,) = about_row(book, member, "credit_events")
    known = _known(book, event)
    shown = [
        p.day_of("published_on")
        for p in book.now("portal_publications")
        if p["content_kind"] == "信用事件" and p["reference_no"] == event["event_no"]
    ]
    days = {
        "reported": event.day_of("reported_on"),
        "collected": event.day_of("collected_on"),
        "published": min((day for day in shown if day), default=None),
    }
    limits = {stage: known + book.days("T06-08", f"{stage}_within_days") for stage in days}
    if limits["published"] > book.as_of:
        return OUT
    if event["is_confirmed"] is not True:
        del days["published"]
    return True, all(day is not None and day <= limits[stage] for stage, day in days.items())


@line("T07-01")
def government(book: Book, member: Member) -> Judged:
    """A government's event open past its limit; a public body the court lists."""
    if member.part == "judgment_debtor":
        row = row_of(book, member)
        assert str(member.subject).startswith("11")
        return True, row["performance"] != "已履行"
    (event,) = about_row(book, member, "credit_events")
    limit, done = event.day_of("rectify_by"), event.day_of("rectified_on")
    if done is not None:
        return True, limit is not None and done > limit
    return True, limit is None or limit < book.as_of


@line("T07-02")
def monitored(book: Book, member: Member) -> Judged:
    """A county whose monitoring system lives."""
    return True, beating(book, "T07-02", "信用监测系统", member.unit)


@line("T07-03")
def filed(book: Book, member: Member) -> Judged:
    """Civil servants with and without a file, by the newest count of their unit."""
    row = row_of(book, member)
    counts = [c for c in book.now("civil_servant_files") if book.unit(c["unit"]) == member.unit]
    assert str(row["counted_on"]) == max(str(c["counted_on"]) for c in counts)
    servants, files = Decimal(str(row["servants"])), Decimal(str(row["with_file"]))
    if member.item == "without_file":
        return True, False, servants - files
    return files <= servants, files <= servants, files


@line("T14-06", "T14-07", "T14-08")
def no_interference(book: Book, member: Member) -> Judged:
    """A unit that declared zero or showed a case; a confirmed case of the year."""
    cases = evidence(book, member.indicator, None, "案例", since=book.year)
    if member.part == "case":
        assert any(book.key(e) == book.key(row_of(book, member)) for e in cases)
        return True, True
    spoke = [row["unit"] for row in (*cases, *declared(book, member.indicator))]
    return member.unit in {book.unit(name) for name in spoke}, False


@line("T14-02")
def contained(book: Book, member: Member) -> Judged:
    """A major risk event of the year that is not contained."""
    (event,) = about_row(book, member, "credit_events")
    assert event["is_confirmed"] is True
    assert event["level"] in ("重大", "严重")
    assert book.within(book.year, event["occurred_on"])
    return True, event["is_contained"] is not True


@line("T14-12")
def run_on_banks(book: Book, member: Member) -> Judged:
    """A risk event of the year that came to a run."""
    (event,) = about_row(book, member, "credit_events")
    return True, event["is_run"] is True


@line("T11-02")
def issued(book: Book, member: Member) -> Judged:
    """A month of the year that is over, with an issue."""
    first = date.fromisoformat(f"{member.item}-01")
    if (book.as_of + timedelta(days=1)).replace(day=1) == first:
        return OUT
    issues = [e for e in book.now("evidence") if e["indicator_id"] == "T11-02" and e["kind"] == "刊物"]
    return True, any(str(e["dated_on"])[:7] == member.item for e in issues)


@line("T16-03")
def weighed(book: Book, member: Member) -> Judged:
    """The points in the newest assessment scheme in force."""
    schemes = evidence(book, "T16-03", None, "考核方案")
    if not schemes:
        return True, False, Decimal(0)
    points = max(schemes, key=lambda e: (str(e["dated_on"]), e.at))["quantity"]
    return True, points is not None, Decimal(str(points or 0))
