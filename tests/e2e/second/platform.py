"""T01 to T04: the platform, the codes, applications, double disclosure and lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from simulator.facts import Told
from tests.e2e.second.book import Book, Member, working_day
from tests.e2e.second.judged import OUT, Judged, line, row_of


@line("T01-01")
def platform(book: Book, member: Member) -> Judged:
    """Live in time; ports with a fresh good heartbeat and an exchange; kinds that went both ways."""
    if member.part == "go_live":
        shown = [e for e in book.now("evidence") if e["indicator_id"] == "T01-01" and e["kind"] == "上线证明"]
        (last,) = [
            row["target_value"]
            for row in book.seed("indicators/indicator_lines")
            if row["indicator_id"] == "T01-01"
        ]
        return True, any(e["item"] == member.item and str(e["dated_on"]) <= last for e in shown)
    exchanged = [r for r in book.now("upper_receipts") if r["result"] == "已接收"]
    if member.part == "information":
        ways = {
            r["direction"]
            for r in exchanged
            if r["info_kind"] == member.item
            and book.within(book.month, r["received_on_upper"] or r["sent_on"])
        }
        return True, ways == {"上报", "下发"}
    level = str(member.item)[: 1 if str(member.item).startswith("省") else 2]
    since = book.as_of - book.days("T01-01", "exchange_within_days")
    recent = any(
        r["level"] == level and book.within(since, r["received_on_upper"] or r["sent_on"]) for r in exchanged
    )
    return True, recent and beating(book, "T01-01", str(member.item))


def beating(book: Book, indicator: str, system: str, unit: str | None = None) -> bool:
    """Whether the newest heartbeat of a system is good and fresh."""
    beats = [
        h
        for h in book.good("interface_heartbeats")
        if h["system"] == system and unit in (None, book.unit(h["unit"]))
    ]
    if not beats:
        return False
    newest = max(beats, key=lambda h: (str(h["beat_on"]), h.at))
    fresh = book.within(book.as_of - book.days(indicator, "heartbeat_within_days"), newest["beat_on"])
    return fresh and newest["state"] == "正常"


@line("T02-01")
def halls(book: Book, member: Member) -> Judged:
    """A named hall connected to both and not cut off."""
    if member.item not in book.items("T02-01"):
        return OUT
    (hall,) = [h for h in book.now("service_halls") if h["hall_name"] == member.item] or [None]
    if hall is None:
        return True, False
    both = all(book.within(date.min, hall[c]) for c in ("platform_connected_on", "portal_connected_on"))
    return True, both and not book.within(date.min, hall["disconnected_on"])


@line("T02-02")
def collected(book: Book, member: Member) -> Judged:
    """A unit that delivered something acceptable, or nothing and said so, within its cadence."""
    longest = {row["cadence"]: int(row["max_gap_days"]) for row in book.seed("policy/cadences")}
    return True, any(
        counts and (book.as_of - day).days <= longest[feed.cadence]
        for feed in book.catalogue.feeds.values()
        if feed.department == member.unit
        for day, counts in book.delivered(feed.name)
    )


@line("T02-03")
def converted(book: Book, member: Member) -> Judged:
    """A subject from before the reform with a code that is right."""
    row = row_of(book, member)
    assert row["in_operation"]
    assert not row["is_sole_trader"]
    assert str(row["registered_on"]) < book.parameter("T02-03", "registered_before")
    return True, row["code_state"] == "right"


@line("T02-04")
def wrong_or_double(book: Book, member: Member) -> Judged:
    """A wrong code, or one whose whole or inner characters an earlier row has."""
    row = row_of(book, member)
    code = row.text("uscc")
    if row["code_state"] == "wrong":
        return True, True
    return True, any(
        one.text("uscc")[8:17] == code[8:17]
        and one["in_operation"]
        and one.at == max(other.at for other in book.all(one.standard) if other.feed == one.feed)
        and (one.at, one.row) < (row.at, row.row)
        for standard in book.catalogue.standards.values()
        if standard.kind == "register"
        for one in book.all(standard.name)
    )


@line("T03-01")
def scored(book: Book, member: Member) -> Judged:
    """A district's people, and how many newest scores of one delivery are of which state."""
    if member.row is not None:
        row = row_of(book, member)
        return True, False, Decimal(str(row["population"]))
    newest: dict[object, Told] = {}
    for told in book.now("personal_scores"):
        before = newest.get(told["person_id"])
        if before is None or (str(told["scored_on"]), told.at) > (str(before["scored_on"]), before.at):
            newest[told["person_id"]] = told
    districts = {p["district"] for p in book.now("household_population")}
    district, state = str(member.item).split("/")
    number = 0
    for told in newest.values():
        expired = not book.not_over(told["valid_until"])
        own = (
            "score_expired"
            if expired
            else "valid_score"
            if told["district"] in districts
            else "not_of_the_city"
        )
        number += (told.file, told.text("district"), own) == (member.file, district, state)
    return False, state == "valid_score", Decimal(number)


@line("T03-02")
def used(book: Book, member: Member) -> Judged:
    """A named service somebody used in the quarter."""
    if member.item not in book.items("T03-02"):
        return OUT
    uses = [u for u in book.now("service_uses") if u["item"] == member.item]
    return True, any(book.within(book.quarter, u["used_on"]) and str(u["uses"]) != "0" for u in uses)


@line("T04-01")
def disclosed(book: Book, member: Member) -> Judged:
    """A decision due in the month that 信用盘锦 showed by the seventh working day after it.

    A row that was refused says nothing else, but its day says when the decision was due. Warnings alone
    are too slight to be shown (发改委令第36号), so nobody owes them; every other type in the
    city's files is shown.
    """
    row = row_of(book, member)
    same = [r for r in book.good(row.standard) if r["decision"] == row["decision"] and row["decision"]]
    newest = max(same, key=lambda r: (r.at, r.row), default=row)
    decided = newest.day_of("decided_on")
    if newest["exempt"] or decided is None or not row["decision"]:
        return OUT
    if same and newest["penalty_types"] in ("警告", "通报批评", "警告;通报批评"):
        return OUT
    due = working_day(decided, 7)
    assert book.month <= due <= book.as_of
    kind = {"permit": "行政许可", "penalty": "行政处罚"}[row.text("kind")]
    shown = [
        day
        for p in book.shown([kind], [row["document_no"]], book.unit(newest["authority"]))
        if p["channel"] == "信用盘锦" and (day := p.day_of("published_on"))
    ]
    return bool(shown) or due < book.as_of, min(shown, default=date.max) <= due


@line("T04-02")
def recognised(book: Book, member: Member) -> Judged:
    """An entry with basis and document, shown on the own site and on 信用盘锦 as long as it stands."""
    row = row_of(book, member)
    shown = book.shown(
        [f"{row['colour']}名单"], [row["basis_document"], row["entry_no"]], book.unit(row["unit"])
    )
    removed = row.day_of("removed_on")
    stays = {
        s["channel"]
        for s in shown
        if s["withdrawn_on"] is None
        or (removed is not None and (s.day_of("withdrawn_on") or removed) >= removed)
    }
    return True, bool(row["legal_basis"] and row["basis_document"]) and {"部门网站", "信用盘锦"} <= stays
