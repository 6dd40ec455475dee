"""T02-01: service halls connected to the platform and to the portal; how young the nation's list is."""

from __future__ import annotations

from datetime import timedelta

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer

BOTH = "connected_to_both"


def halls(facts: Facts) -> Answer:
    """Named halls; one that nobody named is shown, not counted."""
    answer = Answer()
    directory = {told.text("hall_name"): told for told in facts.current("service_halls")}
    named = facts.items("T02-01", "hall")
    for item in named:
        hall = directory.pop(item["item"], None)
        state = _state(facts, hall) if hall else "not_in_directory"
        answer.member(item["unit"], state, hit=state == BOTH)
    for hall in directory.values():
        answer.member(facts.unit(hall.text("unit")), "not_named", counted=False)
    _handed_down(facts, answer)
    return answer


def _handed_down(facts: Facts, answer: Answer) -> None:
    """Whether the nation's newest list is young enough."""
    oldest = facts.as_of - timedelta(days=int(facts.parameter("T02-01", "national_list_max_age_days")))
    for feed in facts.catalogue.feeds_of("national_lists"):
        days = [at.date() for name, at, rows in facts.deliveries if name == feed.name and rows]
        newest = max((day for day in days if day <= facts.as_of), default=None)
        fresh = newest is not None and newest >= oldest
        unit, came = facts.unit(feed.department), newest is not None
        answer.member(unit, "list", counted=came, hit=fresh, part="national_list_fresh", main=False)


def _state(facts: Facts, hall: Told) -> str:
    platform, portal, cut = (
        (day := hall.day_of(column)) is not None and day <= facts.as_of
        for column in ("platform_connected_on", "portal_connected_on", "disconnected_on")
    )
    if cut:
        return "cut_off"
    if platform and portal:
        return BOTH
    return "only_platform" if platform else "only_portal" if portal else "not_connected"


LINES = {"T02-01": halls}
