"""T08, T09, T10: the fields of commerce and society, the justice bureau's people, the courts."""

from __future__ import annotations

from simulator.facts import Told
from tests.e2e.second.book import Book, Member, bare
from tests.e2e.second.judged import Judged, declared, evidence, line, row_of


@line("T08-01", "T09-01")
def fed(book: Book, member: Member) -> Judged:
    """A field one of whose tables brought an accepted row in the quarter."""
    feeds = {feed.name for feed in book.catalogue.feeds.values() if member.item in feed.fields}
    return True, any(t.feed in feeds and t.usable and t.day >= book.quarter for t in book.told)


@line("T08-02", "T09-02")
def published(book: Book, member: Member) -> Judged:
    """A field with something put on 信用盘锦 in the quarter."""
    return True, any(
        p["channel"] == "信用盘锦"
        and p["field"] == member.item
        and book.within(book.quarter, p["published_on"])
        for p in book.now("portal_publications")
    )


@line("T08-03", "T09-03")
def listed(book: Book, member: Member) -> Judged:
    """A field with red and black entries first heard of in the quarter, or a zero report."""
    colours = {
        e["colour"]
        for e in book.now("list_entries")
        if e["field"] == member.item and book.first_known(e) >= book.quarter
    }
    zero = any(z["field"] == member.item for z in declared(book, member.indicator, book.quarter))
    return True, colours >= {"红", "黑"} or zero


@line("T08-04", "T09-04")
def graded(book: Book, member: Member) -> Judged:
    """A field with a rule in force and somebody graded by it."""
    grades = any(
        g["field"] == member.item and str(g["graded_on"]) <= str(book.as_of)
        for g in book.now("graded_supervision")
    )
    return True, grades and bool(evidence(book, member.indicator, member.item, "制度文件"))


@line("T10-01")
def with_files(book: Book, member: Member) -> Judged:
    """An occupation or a kind of institution for which files were begun."""
    persons = [p for p in book.now("judicial_practitioners") if p["occupation"] == member.item]
    bodies = [
        one
        for key, rows in book.registers.items()
        if rows[-1].standard == "judicial_institutions" and book.operating(key)
        for one in (book.entry(key),)
        if one is not None and one["type_name"] == member.item
    ]
    return True, any(one["has_file"] is True for one in (*persons, *bodies))


@line("T10-02")
def updated(book: Book, member: Member) -> Judged:
    """A named column on the site of its unit, updated in the month."""
    return True, any(
        s["column_name"] == member.item
        and book.unit(s["unit"]) == member.unit
        and book.within(book.month, s["updated_on"])
        for s in book.now("department_sites")
    )


@line("T10-03")
def reconciled(book: Book, member: Member) -> Judged:
    """A debtor the nation lists, found in the court's list by case and party."""
    row = row_of(book, member)
    return True, any(
        bare(d["case_no"]) == bare(row["case_no"]) and _same(book, d, row, member)
        for d in book.now("judgment_debtors")
    )


def _same(book: Book, debtor: Told, national: Told, member: Member) -> bool:
    person = national.text("party_person_id")
    if person and national["party_category"] == "自然人":
        return debtor.text("debtor_person_id") == person
    return book.about(debtor, member.subject)
