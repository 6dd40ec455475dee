"""Credit reports of subjects that have to hand one in, the agencies' register, and what the portal showed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from simulator import spoil
from simulator.agencies import AGENCIES, Agency
from simulator.blacklisted import under_watch
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row
from simulator.sources.table import XLSX, Tables, row_of
from simulator.subjects import Subject, World

PLANT = Plant("有效期不是日期", "valid_until", spoil.constant("一年"), "DATE-FORM", QUESTION)
PLANTED = 21


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it truly is."""

    number: int
    subject: Subject
    agency: Agency
    issued_on: date
    valid_until: date | None
    submitted_on: date | None
    shown_on: date | None
    withdrawn_on: date | None
    channel: str

    @property
    def report_no(self) -> str:
        """The agency's number."""
        return f"BG{self.issued_on:%Y}{self.number:06d}"


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Reports and publications month by month, the register of agencies when it changes."""
    world = tables.world

    def reports(last: date, day: date) -> Iterable[Row]:
        return (_report(r) for r in all_reports(world) if last < (r.submitted_on or r.issued_on) <= day)

    def shown(last: date, day: date) -> Iterable[Row]:
        for report in all_reports(world):
            days = [d for d in (report.shown_on, report.withdrawn_on) if d and last < d <= day]
            if days:
                yield _publication(report, max(days))

    yield from tables.deliver("credit_centre_reports", "信用报告", reports, shape=XLSX, hour=11)
    yield from tables.deliver("credit_centre_publications", "信用报告公示", shown, hour=15)
    agencies = partial(_agencies, world)
    yield from tables.deliver(
        "reform_commission_agencies", "信用服务机构", agencies, before=(390, 130), hour=9
    )


def all_reports(world: World) -> Iterator[Report]:
    """Nine in ten hand one in; some have an older one too, of another agency."""
    for number, subject in enumerate(under_watch(world)):
        if number % 10 != 6:
            yield _made(world, 2 * number, subject)
        if number % 7 == 2:
            yield _made(world, 2 * number + 1, subject)


def _made(world: World, thing: int, subject: Subject) -> Report:
    chance = world.chance
    issued_on = world.as_of - timedelta(days=25 + chance.number("report issued", thing, 320))
    submitted = issued_on + timedelta(days=chance.number("submitted after", thing, 9))
    shown = submitted + timedelta(days=3 + thing % 5) if thing % 13 != 12 else None
    return Report(
        number=thing,
        subject=subject,
        agency=AGENCIES[(0, 1, 0, 2, 0, 1, 0, 3, 0, 1)[thing // 2 % 10]],
        issued_on=issued_on,
        valid_until=issued_on + timedelta(days=(365, 180, 365, 730)[thing % 4]) if thing % 9 else None,
        submitted_on=submitted if thing % 17 != 4 else None,
        shown_on=shown,
        withdrawn_on=shown + timedelta(days=60) if shown and thing % 19 == 6 else None,
        channel="部门网站" if thing % 23 == 8 else "信用盘锦",
    )


def _report(report: Report) -> Row:
    subject = report.subject
    by_number = bool(subject.old_number and subject.old_number.isdigit()) and report.number % 3 == 0
    row = row_of(
        {
            "report_no": report.report_no,
            "kind": "信用报告",
            "unit": "市发改委",
            "party_name": subject.name,
            "party_uscc": None if by_number else subject.uscc,
            "party_registration_no": subject.old_number if by_number else None,
            "agency_name": report.agency.name,
            "agency_uscc": report.agency.uscc if report.number % 29 != 14 else None,
            "issued_on": report.issued_on,
            "valid_until": report.valid_until,
            "submitted_on": report.submitted_on,
        }
    )
    if report.number == PLANTED * 2:
        PLANT.put(row, 1)
    return row


def _publication(report: Report, day: date) -> Row:
    taken_down = report.withdrawn_on is not None and report.withdrawn_on <= day
    return row_of(
        {
            "channel": report.channel,
            "content_kind": "信用报告",
            "reference_no": report.report_no,
            "unit": "市智慧城市中心",
            "party_name": report.subject.name,
            "party_uscc": report.subject.uscc,
            "published_on": report.shown_on,
            "withdrawn_on": report.withdrawn_on if taken_down else None,
            "url": f"https://example.invalid/report/{report.report_no}",
        }
    )


def _agencies(world: World, _last: date, day: date) -> Iterator[Row]:
    """Everything the register of agencies says on a day."""
    for number, agency in enumerate(AGENCIES):
        for since, until in agency.terms(world):
            if since <= day:
                yield row_of(
                    {
                        "agency_name": agency.name,
                        "agency_uscc": agency.uscc,
                        "qualification_no": f"ZZ{number + 1:03d}",
                        "qualified_from": since,
                        "qualified_until": until,
                    }
                )
