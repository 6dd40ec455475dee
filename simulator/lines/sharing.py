"""T02-01: service halls connected to the platform and to the portal; how young the nation's list is."""

from __future__ import annotations

from datetime import timedelta

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.lines.listings import listings
from simulator.parties import Parties

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
    _reconciled(facts, answer)
    return answer


def _reconciled(facts: Facts, answer: Answer) -> None:
    """The nation's open entries about the city's subjects, and whether they stand on a list here too."""
    parties = Parties(facts)
    here = {(listing.who, listing.colour) for listing in listings(facts) if listing.covers(facts.as_of)}
    for told in facts.current("national_lists"):
        listed, removed = told.day_of("listed_on"), told.day_of("removed_on")
        is_open = listed is not None and listed <= facts.as_of and (removed is None or removed > facts.as_of)
        ours = parties.known(told) is not None if told["is_local"] is None else told["is_local"] is True
        if told["colour"] in ("红", "黑") and is_open and ours:
            who = parties.who(told)
            hit = who is not None and (who, told["colour"]) in here
            answer.member(facts.lead("T02-01"), "entry", hit=hit, part="reconciled", main=False)


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
