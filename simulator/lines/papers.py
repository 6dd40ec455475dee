"""Papers that stand on the day: dated by then, and not run out."""

from __future__ import annotations

from simulator.facts import Facts


def papers(facts: Facts, line: str, *kinds: str) -> set[str]:
    """Items of a line for which a paper of these kinds stands."""
    found = set()
    for told in facts.current("evidence"):
        dated, ends = told.day_of("dated_on"), told.day_of("valid_until")
        stands = dated is not None and dated <= facts.as_of and (ends is None or ends >= facts.as_of)
        if told["indicator_id"] == line and told["kind"] in kinds and stands:
            found.add(told.text("item"))
    return found
