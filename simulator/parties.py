"""Which subject a row is about, worked out again: by number, or by name with a second attribute."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from simulator.facts import Facts, Known, Told

Named = tuple[str, str, str]  # name, kind of second attribute, second attribute


@dataclass(frozen=True)
class Parties:
    """Finds the subjects of rows by what the registers say on the day."""

    facts: Facts

    def who(self, told: Told) -> str | None:
        """The subject's key, ``per-`` and the number for a natural person, None where nothing proves it."""
        party = self.facts.catalogue.standards[told.standard].party
        if party is None:
            return None
        code, tax = _said(told, party.uscc), _said(told, party.tax_no)
        org, old = _said(told, party.org_code).replace("-", ""), _said(told, party.registration_no)
        asked = [
            ("uscc", code), ("body", code[8:17]), ("body", org), ("old", old),
            ("uscc", tax if len(tax) == 18 else ""), ("body", tax[6:] if len(tax) == 15 else ""),
        ]  # fmt: skip
        found = next(
            (key for kind, number in asked if number and (key := self._numbers.get((kind, number)))), None
        )
        if found:
            return found
        number = _said(told, party.person_id)
        is_person = party.person_if is not None and told[party.person_if.column] in party.person_if.values
        if number and (is_person or party.person_if is None):
            return f"per-{number}"
        return None if is_person else self._by_name(told)

    def known(self, told: Told) -> Known | None:
        """The organisation a row is about."""
        return self.facts.subjects.get(self.who(told) or "")

    def _by_name(self, told: Told) -> str | None:
        party = self.facts.catalogue.standards[told.standard].party
        if party is None or party.second_attribute is None:
            return None
        name, second = _said(told, party.name), _said(told, party.second_attribute.column)
        asked = (plain(name), party.second_attribute.against, plain(second))
        fitting = {
            key
            for key, registered, until in self._names.get(asked, ())
            if (until is None or until > told.day) and (registered is None or registered <= told.day)
        }
        return fitting.pop() if name and second and len(fitting) == 1 else None

    def _rows(self) -> Iterator[tuple[str, Told, date | None]]:
        """Each state of each subject in a register: its key today, the row, the day that ended it."""
        for standard in self.facts.catalogue.standards.values():
            if standard.kind == "register":
                for feed in self.facts.catalogue.feeds_of(standard.name):
                    rows = [told for told in self.facts.every(standard.name) if told.feed == feed.name]
                    yield from self._states(rows)

    def _states(self, rows: list[Told]) -> Iterator[tuple[str, Told, date | None]]:
        days = sorted({told.at for told in rows})
        coded = {told.text("old_number"): told.text("key") for told in rows if told.usable and told["uscc"]}
        there: dict[str, dict[object, Told]] = defaultdict(dict)
        for told in rows:
            key = told.text("key")
            before = there[key].get(told.at) if key else told
            if before is None or (told.usable and not before.usable):
                there[key][told.at] = (
                    told  # the first row of a key holds it, an accepted one before a held one
                )
        for key, states in there.items():
            known = key if key in self.facts.subjects else coded.get(key.removeprefix("reg-"))
            last: Told | None = None
            for at in days:
                now = states.get(at)
                if last and (now is None or (now.usable and now.says != last.says)) and known:
                    yield known, last, at.date()
                last = None if now is None else now if now.usable else last
            if last and known:
                yield known, last, None

    @cached_property
    def _history(self) -> list[tuple[str, Told, date | None]]:
        return list(self._rows())

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], str]:
        """Kind and number → the one subject that has it today or, if nobody has, the one that had it."""
        holders: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
        for key, told, until in self._history:
            code, old = told.text("uscc"), told.text("old_number")
            for number in (("uscc", code), ("body", code[8:17]), ("old", old)):
                holders[number][key] = holders[number].get(key, False) or until is None
        found = {}
        for number, keys in holders.items():
            current = [key for key, is_current in keys.items() if is_current]
            if len(current) == 1 or (not current and len(keys) == 1):
                found[number] = (current or list(keys))[0]
        return found

    @cached_property
    def _names(self) -> dict[Named, list[tuple[str, date | None, date | None]]]:
        found: dict[Named, list[tuple[str, date | None, date | None]]] = defaultdict(list)
        for key, told, until in self._history:
            for kind in ("legal_representative", "old_number"):
                if told[kind] is not None:
                    named = (plain(told.text("name")), kind, plain(told.text(kind)))
                    found[named].append((key, told.day_of("registered_on"), until))
        return found


def plain(text: str) -> str:
    """A name without what typists vary."""
    return unicodedata.normalize("NFKC", text).upper().replace(" ", "")


def _said(told: Told, column: str | None) -> str:
    return told.text(column) if column else ""
