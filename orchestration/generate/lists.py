"""Macros that return what models go over: standards, parties, registers, populations, vocabularies."""

from __future__ import annotations

from ingest.catalogue import Standard
from orchestration.generate.current import is_current
from orchestration.generate.text import NOTICE
from orchestration.version import PROJECT

# columns whose values are somebody's list of words, kept as seeds; what is in no seed is shown
VOCABULARIES = ("unit", "field", "list_type", "memorandum")


def lists_sql(standards: list[Standard]) -> str:
    """Macros that return what the models go over; written as Jinja literals."""
    parties = {s.name: _party(s) for s in standards if s.party}
    registers = [
        {"standard": s.name} | s.columns_of_register.model_dump() for s in standards if s.columns_of_register
    ]
    macros: dict[str, object] = {
        "standards": [s.name for s in standards],
        "parties": parties,
        "registers": registers,
        "populations": populations(),
        "vocabularies": {
            name: [s.name for s in standards if is_current(s) and name in s.by_name] for name in VOCABULARIES
        },
    }
    return f"{{# {NOTICE} #}}\n" + "".join(
        f"{{% macro {name}() -%}}\n    {{{{- return({_literal(value)}) -}}}}\n{{%- endmacro %}}\n"
        for name, value in macros.items()
    )


def populations() -> dict[str, str]:
    """The population model of every line that has one, by the line."""
    names = sorted(
        path.stem for path in (PROJECT / "dbt_project" / "models" / "populations").rglob("pop_*.sql")
    )
    return {name.removeprefix("pop_").replace("_", "-").upper(): name for name in names}


def _literal(value: object) -> str:
    """A Jinja literal, an entry a line."""
    if isinstance(value, dict):
        return _bracketed("{", [f"{key!r}: {item!r}" for key, item in value.items()], "}")
    if isinstance(value, list):
        return _bracketed("[", [repr(item) for item in value], "]")
    return repr(value)


def _bracketed(left: str, entries: list[str], right: str) -> str:
    return left + "\n        " + ",\n        ".join(entries) + ",\n    " + right


def _party(standard: Standard) -> dict[str, str]:
    """Column by part of a party; ``person_if`` as a condition."""
    party = standard.party
    if party is None:
        return {}
    parts = party.model_dump(exclude_none=True, exclude={"person_if", "second_attribute", "of_age"})
    if party.person_if:
        allowed = ", ".join(f"'{value}'" for value in party.person_if.values)
        parts["person_if"] = f"{party.person_if.column} in ({allowed})"
    if party.second_attribute:
        parts["second_attribute"] = party.second_attribute.column
        parts["second_kind"] = party.second_attribute.against
    return parts
