"""Which subject a row is about, worked out again in plain Python: by number, never by name alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from simulator.facts import Facts, Known, Told
from simulator.rows import Says


@dataclass(frozen=True)
class Parties:
    """Finds the subjects of rows by what the registers say on the day."""

    facts: Facts

    def who(self, told: Told) -> str | None:
        """The subject's key, ``per-`` and the number for a natural person, None where nothing proves it."""
        party = self.facts.catalogue.standards[told.standard].party
        if party is None:
            return None
        org, old, tax = (_said(told, name) for name in (party.org_code, party.registration_no, party.tax_no))
        found = self._by_code(_said(told, party.uscc)) or self._by_body(org) or self._by_number(old)
        found = found or (self._by_code(tax) if len(tax or "") == 18 else None)
        found = found or (self._by_body((tax or "")[6:]) if len(tax or "") == 15 else None)
        if found:
            return found
        number = _said(told, party.person_id)
        is_person = party.person_if is None or told[party.person_if.column] in party.person_if.values
        return f"per-{number}" if number and is_person else None

    def known(self, told: Told) -> Known | None:
        """The organisation a row is about."""
        return self.facts.subjects.get(self.who(told) or "")

    def _by_code(self, code: str | None) -> str | None:
        return code if code and code in self.facts.subjects else None

    def _by_body(self, body: str | None) -> str | None:
        found = self._bodies.get((body or "").replace("-", ""), [])
        return found[0] if len(found) == 1 else None

    def _by_number(self, number: str | None) -> str | None:
        found = self._numbers.get(number or "", [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _bodies(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, known in self.facts.subjects.items():
            if known.is_there and known.told["uscc"]:
                found[known.told.text("uscc")[8:17]].append(key)
        return found

    @cached_property
    def _numbers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, known in self.facts.subjects.items():
            if known.is_there and known.told["old_number"]:
                found[known.told.text("old_number")].append(key)
        return found


def _said(told: Told, column: str | None) -> str | None:
    value: Says = told[column] if column else None
    return str(value) if value is not None else None
