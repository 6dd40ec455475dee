"""The rule-conformance pack: values with the verdict each must get, to be held against any other program.

The vectors are those the rules here are tested by (``vectors/*.yml``); for credit codes a series covers every
registrar and every province, each also with one character mistyped or two exchanged. A value that is
repaired here (full-width characters, O for 0) is right for one reader and wrong for a strict one: it is in
the pack and is no difference, whatever is answered.
"""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache, partial
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from quality.checked import Checked
from quality.dates import check_date
from quality.identifiers import (
    check_org_code,
    check_person_id,
    check_registration_no,
    check_subject_code,
    check_tax_no,
    check_uscc,
)
from quality.rules import RULES

FOLDER = Path(__file__).parent / "vectors"
KINDS: dict[str, Callable[..., Checked]] = {
    "uscc": check_uscc,
    "org_code": check_org_code,
    "registration_no": check_registration_no,
    "person_id": check_person_id,
    "tax_no": check_tax_no,
    "subject_code": check_subject_code,
    "date": check_date,
}
LOCAL = "本地规则"  # how the registry calls what no standard says
ACCEPT, REJECT, REPAIR = "accept", "reject", "repair"


@dataclass(frozen=True)
class Vector:
    """One value and what must become of it.

    Attributes:
        kind: what the value is meant to be, e.g. ``uscc``.
        value: as written in a cell.
        verdict: ``accept``, ``reject`` or ``repair``.
        rule_id: the rule that decides; empty where nothing is to be said.
        canonical: the value as it is kept; empty where it is refused.
        given: what else must be known (day of receipt, whether the column may be open-ended); empty: nothing.
        clause: standard and clause; where there is none, the local rule by its id.
        reason_zh: what a clerk is told, or why the value is right.
        reason_en: the same in English.
    """

    kind: str
    value: str
    verdict: str
    rule_id: str
    canonical: str
    given: str
    clause: str
    reason_zh: str
    reason_en: str


@cache
def vectors() -> tuple[Vector, ...]:
    """The whole pack, by kind, in the order of the files; each value of a kind once for what is given."""
    found: dict[tuple[str, str, str], Vector] = {}
    for vector in _written():
        found.setdefault((vector.kind, vector.value, vector.given), vector)
    return tuple(found.values())


def _written() -> Iterator[Vector]:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))]
    files = [file for file in files if file["type"] in KINDS]
    right = {file["type"]: file["right"] for file in files if "right" in file}
    for file in files:
        judge = partial(
            _judged, file["type"], _Reasons.of(file, right[file["type"]]), file.get("options", {})
        )
        for value in (*file.get("valid", []), *file.get("becomes", {})):
            yield from judge([value], {})
        for rule_id, listed in file.get("rules", {}).items():
            own = dict(listed.get("options", {}))
            if rule_id.endswith("-FUTURE"):
                own |= file.get("options", {})  # the day of receipt is part of the question
            yield from judge([*listed["reject"], *listed["accept"]], own)


def _judged(
    kind: str, reasons: _Reasons, common: dict[str, Any], values: Sequence[str], own: dict[str, Any]
) -> Iterator[Vector]:
    """The verdicts on some values; that they are the declared ones is what the vectors' own test asserts."""
    needed = {**({"serials": True} if common.get("serials") else {}), **own}
    given = "，".join(f"{name}={value}" for name, value in needed.items() if value not in (None, False))
    checked = KINDS[kind](pl.Series(values, dtype=pl.String), **{**common, **own})
    for value, canonical, rule_id, repaired, note in zip(
        values, checked.values, checked.rule, checked.repaired, checked.notes, strict=True
    ):
        if not value.strip():
            continue  # an empty cell is a matter of completeness
        verdict = REJECT if rule_id else REPAIR if repaired or canonical != value else ACCEPT
        ids = (rule_id or repaired or note or "").split(",")
        said = _said(ids[0], kind, value) if ids[0] else reasons.said(value)
        yield Vector(kind, value, verdict, ids[0], "" if rule_id else canonical, given, *said)


def _said(rule_id: str, kind: str, value: str) -> tuple[str, str, str]:
    """Clause, Chinese and English of the rule that decides; a local rule's clause is its id."""
    rule = RULES[rule_id]
    zh, en = (
        text.replace("{column}", kind).replace("{value}", value).replace("{detail}", "")
        for text in (rule.message_zh, rule.message_en)
    )
    return f"{rule.source} {rule_id}" if rule.source.startswith(LOCAL) else rule.source, zh, en


@dataclass(frozen=True)
class _Reasons:
    """Why the values of one file are right where no rule has anything to say.

    Attributes:
        right: clause, zh and en of the kind.
        single: the same of single values.
        remarks: what a value is there for, Chinese / English.
    """

    right: Mapping[str, str]
    single: Mapping[str, Mapping[str, str]]
    remarks: Mapping[str, str | None]

    @classmethod
    def of(cls, file: Mapping[str, Any], right: Mapping[str, str]) -> _Reasons:
        """Read them from a file of vectors."""
        single = {value: why for why in file.get("because", []) for value in why["values"]}
        valid = file.get("valid", {})
        return cls(right, single, valid if isinstance(valid, dict) else {})

    def said(self, value: str) -> tuple[str, str, str]:
        """Clause, Chinese and English of one value."""
        why = self.single.get(value, self.right)
        zh, _, en = (self.remarks.get(value) or "").partition(" / ")
        if not zh:
            return why["clause"], why["zh"], why["en"]
        return why["clause"], f"{why['zh']}（{zh}）", f"{why['en']} ({en or zh})"


def chosen(rule: str) -> list[Vector]:
    """The vectors of a kind (``USCC``, ``date``), or what one rule refuses (``USCC-CHECK``) and all accepted.

    Vectors that need to know more than the value are left out of a kind: no pattern can answer them.

    Raises:
        LookupError: there is no such kind or rule; the message names what there is.
    """
    kind = rule.lower().replace("-", "_")
    if kind in KINDS:
        return [vector for vector in vectors() if vector.kind == kind and not vector.given]
    kinds = {vector.kind for vector in vectors() if vector.rule_id == rule.upper()}
    if not kinds:
        rules = sorted({vector.rule_id for vector in vectors() if vector.rule_id})
        there = ", ".join([*KINDS, *rules])
        raise LookupError(f"没有这种代码或规则 / no such kind or rule: {rule}; 有 / there are: {there}")
    return [
        vector
        for vector in vectors()
        if vector.kind in kinds
        and (vector.rule_id == rule.upper() or (vector.verdict == ACCEPT and not vector.given))
    ]


def answers_of_pattern(pattern: str, asked: Sequence[Vector]) -> list[bool]:
    """Whether each value matches a regular expression as a whole, digits meaning ASCII digits.

    That is what Java's ``matches`` and an anchored JavaScript pattern do; a pattern written ``/…/`` or
    ``/…/i`` is taken out of its slashes.

    Raises:
        ValueError: it is no regular expression.
    """
    flags = re.ASCII
    if literal := re.fullmatch(r"/(.*)/([a-z]*)", pattern, re.DOTALL):
        pattern, flags = literal[1], flags | (re.IGNORECASE if "i" in literal[2] else 0)
    try:
        compiled = re.compile(pattern, flags)
    except re.error as error:
        raise ValueError(f"不是正则表达式 / not a regular expression: {pattern!r}: {error}") from error
    return [compiled.fullmatch(vector.value) is not None for vector in asked]


YES, NO = {"1", "true", "yes", "ok", "accept"}, {"0", "false", "no", "reject"}
PATIENCE = 60  # seconds for the whole pack; a thousand values


def answers_of_program(command: str, asked: Sequence[Vector]) -> list[bool]:
    """What a program answers: it reads one value a line (UTF-8) and writes one line for each, in order.

    Args:
        command: the command line, split as a shell would, without a shell.
        asked: the vectors.

    Raises:
        ValueError: it cannot be run, fails, takes too long, or its answers are not one word for each value:
            1, true, yes, ok, accept, or 0, false, no, reject.
    """
    text = "".join(f"{vector.value}\n" for vector in asked)
    try:
        done = subprocess.run(  # noqa: S603 - the user's own program, asked for by name
            shlex.split(command),
            input=text,
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise ValueError(f"程序没有答完 / the program did not answer: {error}") from error
    words = [line.strip().lower() for line in done.stdout.splitlines()]
    if len(words) != len(asked):
        raise ValueError(
            f"问了 {len(asked)} 个值，答了 {len(words)} 行 / {len(words)} answers to {len(asked)} values"
        )
    if wrong := next((word for word in words if word not in YES | NO), None):
        raise ValueError(
            f"看不懂的回答 / no answer: {wrong!r}; 应为 / allowed: {', '.join(sorted(YES | NO))}"
        )
    return [word in YES for word in words]


@dataclass(frozen=True)
class Conformance:
    """How a program's answers differ from the pack's verdicts.

    Attributes:
        accepts: values that must be taken.
        rejects: values that must be refused.
        wrongly_refused: of the first those that were refused.
        wrongly_accepted: of the second those that were taken.
        repairs_taken: values that are right only after a repair, and were taken as they stand: no difference.
        repairs: how many such values there are.
    """

    accepts: int
    rejects: int
    wrongly_refused: list[Vector]
    wrongly_accepted: list[Vector]
    repairs: int
    repairs_taken: int

    @property
    def conforms(self) -> bool:
        """Whether nothing differs."""
        return not (self.wrongly_refused or self.wrongly_accepted)


def compare(asked: Sequence[Vector], answers: Sequence[bool]) -> Conformance:
    """Hold answers (True: taken) against the verdicts."""
    given = list(zip(asked, answers, strict=True))
    return Conformance(
        accepts=sum(vector.verdict == ACCEPT for vector in asked),
        rejects=sum(vector.verdict == REJECT for vector in asked),
        wrongly_refused=[vector for vector, taken in given if vector.verdict == ACCEPT and not taken],
        wrongly_accepted=[vector for vector, taken in given if vector.verdict == REJECT and taken],
        repairs=sum(vector.verdict == REPAIR for vector in asked),
        repairs_taken=sum(vector.verdict == REPAIR and taken for vector, taken in given),
    )


def export(folder: Path) -> list[Path]:
    """Write ``vectors.csv`` (UTF-8 with BOM, for Excel) and ``vectors.json``; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [asdict(vector) for vector in vectors()]
    as_csv, as_json = folder / "vectors.csv", folder / "vectors.json"
    with as_csv.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Vector)])
        writer.writeheader()
        writer.writerows(rows)
    as_json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [as_csv, as_json]
