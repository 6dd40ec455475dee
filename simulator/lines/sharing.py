"""T02-01: service halls connected to the platform and to the portal."""

from __future__ import annotations

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
    return answer


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
