"""The registry of rules: stable ids, severities and what a department is told.

The registry is data (``data/quality_rules.csv``), so that the warehouse has the same dictionary as a seed.
An id is stable for ever: reports of earlier years name it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

Severity = Literal["note", "repair", "question", "reject"]
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: stable, readable, ASCII.
        severity: what a breach does to its row: ``note`` nothing, ``repair`` the value is changed and the
            raw one kept, ``question`` the row is held and the department asked, ``reject`` no record can be
            built, or, of a file, nothing of it is read.
        group: ``wrong_code`` (错码), identifier, date, amount, text, completeness, repair, row, file,
            cross_field.
        message_zh: for the department's clerk; may hold ``{column}``, ``{value}``, ``{detail}``.
        message_en: the same in English.
        source: standard and clause, or "本地规则 / local rule".
    """

    id: str
    severity: Severity
    group: str
    message_zh: str
    message_en: str
    source: str


def load_rules(path: Path) -> dict[str, Rule]:
    """Rules by id, in the order of the file.

    Raises:
        ValueError: a severity that does not exist, or an id that stands twice.
    """
    rules: dict[str, Rule] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["severity"] not in get_args(Severity):
                raise ValueError(
                    f"{row['rule_id']}: severity {row['severity']!r}; allowed: {get_args(Severity)}"
                )
            if row["rule_id"] in rules:
                raise ValueError(f"{row['rule_id']} stands twice in {path.name}")
            rules[row["rule_id"]] = Rule(
                id=row["rule_id"],
                severity=cast("Severity", row["severity"]),
                group=row["rule_group"],
                message_zh=row["message_zh"],
                message_en=row["message_en"],
                source=row["source"],
            )
    return rules


RULES = load_rules(DATA / "quality_rules.csv")


def rule(rule_id: str) -> Rule:
    """The rule of that id.

    Raises:
        KeyError: there is none; ids are never made up at run time.
    """
    return RULES[rule_id]
