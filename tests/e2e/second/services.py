"""T12-01 to T12-03, T13, T14-01 to T14-05, T15, T16-01: services, market, finance, business."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.e2e.second.book import Book, Member
from tests.e2e.second.judged import OUT, Judged, about_row, evidence, line, row_of


@line("T12-01")
def committed(book: Book, member: Member) -> Judged:
    """A market subject with a valid commitment of its own accord that 信用盘锦 shows."""
    assert book.operating(member.subject)
    for made in book.rows_about("credit_commitments", member.subject):
        if made["kind"] not in ("主动", "行业自律") or made["performance"] == "未履约":
            continue
        valid = book.within(date.min, made["made_on"]) and book.not_over(made["valid_until"])
        shown = book.shown(["信用承诺"], [made["commitment_no"]], book.unit(made["unit"]))
        if valid and any(book.is_up(p) for p in shown):
            return True, True
    return True, False


@line("T12-02")
def by_notice(book: Book, member: Member) -> Judged:
    """An item offered by everybody who has it, its template public, and used where anybody applied."""
    offers = [i for i in book.now("service_items") if i["notice_item"] == member.item]
    codes = {i["item_code"] for i in offers}
    applied = [
        a
        for a in book.now("approval_ledger")
        if a["item_code"] in codes and book.within(book.year, a["applied_on"] or a["decided_on"])
    ]
    public = [
        any(
            book.within(date.min, p["published_on"]) and not book.within(date.min, p["withdrawn_on"])
            for p in book.shown(["承诺书样本"], [i["commitment_template_no"]], book.unit(i["unit"]))
        )
        for i in offers
    ]
    whole = bool(offers) and all(public) and all(i["notice_offered"] is True for i in offers)
    return True, whole and (not applied or any(a["commitment"] == "告知承诺" for a in applied))


@line("T12-03")
def tolerated(book: Book, member: Member) -> Judged:
    """An approval item with tolerance enabled; what the law bars is out."""
    row = row_of(book, member)
    assert row["is_approval"] is True
    return OUT if row["tolerance_barred"] is True else (True, row["tolerance_enabled"] is True)


@line("T13-01")
def reviewed(book: Book, member: Member) -> Judged:
    """A scene with a rule in force and a review made in the quarter."""
    review = any(
        a["scene"] == member.item
        and a["credit_reviewed"] is True
        and book.within(book.quarter, a["decided_on"])
        for a in book.now("approval_ledger")
    )
    return True, review and bool(evidence(book, "T13-01", member.item, "制度文件"))


@line("T13-03")
def on_file(book: Book, member: Member) -> Judged:
    """An enterprise with a third party's file in force."""
    assert book.operating(member.subject)
    assert str(member.subject)[:2] not in ("92", "93")
    return True, any(
        f["kind"] == "信用档案" and book.within(date.min, f["issued_on"]) and book.not_over(f["valid_until"])
        for f in book.rows_about("credit_reports", member.subject)
    )


@line("T13-04")
def checked(book: Book, member: Member) -> Judged:
    """A case the media exposed in the quarter, checked with a result."""
    (case,) = about_row(book, member, "media_cases")
    assert book.within(book.quarter, case["exposed_on"])
    return True, book.within(date.min, case["checked_on"]) and case["check_result"] is not None


@line("T14-01")
def loans(book: Book, member: Member) -> Judged:
    """An institution's bad loans and the rest, at the newest quarter end all banks reported."""
    row, told = row_of(book, member), book.now("bank_statistics")
    year = book.days("T14-01", "expected_within_days")
    banks: dict[date, set[str]] = {}
    for one in told:
        banks.setdefault(one.day_of("quarter_end") or date.min, set()).add(one.text("institution"))
    whole_ends = [
        end
        for end, names in banks.items()
        if all(banks[other] <= names for other in banks if end - year <= other < end)
    ]
    whole, bad = Decimal(str(row["loans"])), Decimal(str(row["bad_loans"]))
    if member.item == row["institution"]:
        return False, False, whole
    assert row["quarter_end"] == max(whole_ends)
    return (True, True, bad) if str(member.item).endswith("不良") else (True, False, whole - bad)


@line("T14-03")
def closed(book: Book, member: Member) -> Judged:
    """A bank's case that was open in the year, closed by the day."""
    (case,) = about_row(book, member, "court_cases")
    assert case["creditor_kind"] == "银行业机构"
    assert str(case["closed_on"] or book.as_of) >= str(book.year)
    return True, book.within(book.year, case["closed_on"])


@line("T14-04")
def recovered(book: Book, member: Member) -> Judged:
    """What a judgment of the year gave a bank; what was paid in the year on a claim it won."""
    (case,) = about_row(book, member, "court_cases")
    assert case["creditor_won"] is True
    what = "judged" if member.item == "judged" else "recovered"
    assert book.within(book.year, case[f"{what}_on"])
    amount = case[f"{what}_amount"]
    known = amount is not None
    return what == "judged" and known, what == "recovered" and known, Decimal(str(amount or 0))


@line("T14-05")
def opened(book: Book, member: Member) -> Judged:
    """A case opened this year above, one of the same days last year below."""
    (case,) = about_row(book, member, "fundraising_cases")
    now = book.within(book.year, case["opened_on"])
    before = str(book.year.replace(year=book.year.year - 1))
    same_day = str(book.as_of.replace(year=book.as_of.year - 1))
    return not now and before <= str(case["opened_on"]) <= same_day, now


@line("T15-01")
def online(book: Book, member: Member) -> Judged:
    """An item of the catalogue that can be done online."""
    return True, row_of(book, member)["is_online"] is True


@line("T15-02")
def disputes(book: Book, member: Member) -> Judged:
    """A contract dispute filed in the year above; a market subject, by its weight, below."""
    if member.record is None:
        assert book.operating(member.subject)
        return True, False, Decimal(book.parameter("T15-02", "weight_of_market_subject"))
    (case,) = about_row(book, member, "court_cases")
    assert book.within(book.year, case["filed_on"])
    return False, "合同纠纷" in case.text("cause")


@line("T15-05")
def cleared(book: Book, member: Member) -> Judged:
    """What is owed, and what of it was paid by the day."""
    (debt,) = about_row(book, member, "arrears_and_agreements")
    assert debt["kind"] == "拖欠账款"
    if member.item == "registered":
        return True, False, Decimal(str(debt["amount"]))
    assert book.within(date.min, debt["settled_on"])
    return False, True, Decimal(str(debt["settled_amount"]))


@line("T16-01")
def budgeted(book: Book, member: Member) -> Judged:
    """A budget unit with a line above zero for the year."""
    lines = [
        b
        for b in book.good("credit_budgets")
        if book.unit(b["unit"]) == member.unit and str(b["budget_year"]) == str(book.as_of.year)
    ]
    return True, bool(lines) and Decimal(str(lines[-1]["budgeted"] or 0)) > 0
