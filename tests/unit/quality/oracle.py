"""The rules once more, one value at a time, in plain Python from the texts of the standards.

Nothing of the code under test is used; the tables of regions and of registrars and kinds are read as data.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[3] / "quality" / "data"
GB32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GB11714 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@cache
def pairs() -> set[str]:
    with (DATA / "uscc_registrars.csv").open(encoding="utf-8") as lines:
        return {row["registrar"] + row["kind"] for row in csv.DictReader(lines)}


@cache
def regions() -> set[str]:
    with (DATA / "regions.csv").open(encoding="utf-8") as lines:
        return {row["code"] for row in csv.DictReader(lines)}


def org_check(body: str) -> str:
    """C9 = 11 - Σ C·W mod 11; 10 is X, 11 is 0 (GB 11714-1997)."""
    c9 = 11 - sum(GB11714.index(char) * weight for char, weight in zip(body, ORG_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(c9, str(c9))


def uscc_check(body: str) -> str:
    """C18 = 31 - Σ C·W mod 31; 31 is 0 (GB 32100-2015)."""
    c18 = 31 - sum(GB32100.index(char) * weight for char, weight in zip(body, USCC_WEIGHTS, strict=True)) % 31
    return "0" if c18 == 31 else GB32100[c18]


def person_check(body: str) -> str:
    """GB 11643-1999 4.2.4."""
    return "10X98765432"[
        sum(int(char) * weight for char, weight in zip(body, PERSON_WEIGHTS, strict=True)) % 11
    ]


def registration_check(body: str) -> str:
    """ISO 7064 MOD 11,10, as GS 15-2006 uses it."""
    p = 10
    for char in body:
        s = (p + int(char)) % 10 or 10
        p = s * 2 % 11
    return str((11 - p) % 10)


def is_filler(text: str) -> bool:
    return len(set(text)) == 1 or (set(text[:-1]) == {"0"} and text[-1] == "X")


def make_uscc(pair: str, region: str, body: str) -> str:
    head = pair + region + body + org_check(body)
    return head + uscc_check(head)


def is_person(text: str, today: date) -> bool:
    return person_rule(text, today) is None


def uscc_rule(text: str) -> str | None:
    """The first rule an already normalised text breaks."""
    if is_filler(text):
        return "USCC-PLACEHOLDER"
    if len(text) != 18:
        return "USCC-LENGTH"
    broken = uscc_structure(text)
    return "USCC-IS-PERSON" if broken and is_person(text, date(9999, 12, 31)) else broken


def uscc_structure(text: str) -> str | None:
    if not set(text) <= set(GB32100) or not text[2:8].isdigit() or text[16] not in "0123456789X":
        return "USCC-ALPHABET"
    if text[:2] not in pairs():
        return "USCC-REGISTRAR"
    if org_check(text[8:16]) != text[16]:
        return "USCC-ORG-CHECK"
    return None if uscc_check(text[:17]) == text[17] else "USCC-CHECK"


def org_rule(text: str) -> str | None:
    if is_filler(text):
        return "ORG-PLACEHOLDER"
    if len(text) != 9:
        return "ORG-LENGTH"
    if not set(text[:8]) <= set(GB11714) or text[8] not in "0123456789X":
        return "ORG-ALPHABET"
    return None if org_check(text[:8]) == text[8] else "ORG-CHECK"


def registration_rule(text: str) -> str | None:
    if is_filler(text):
        return "REG-PLACEHOLDER"
    if len(text) != 15:
        return "REG-LENGTH"
    if not set(text) <= set("0123456789"):
        return "REG-ALPHABET"
    return None if registration_check(text[:14]) == text[14] else "REG-CHECK"


def person_rule(text: str, today: date) -> str | None:
    if is_filler(text):
        return "PID-PLACEHOLDER"
    if len(text) != 18:
        return "PID-LENGTH"
    if not set(text[:17]) <= set("0123456789") or text[17] not in "0123456789X":
        return "PID-ALPHABET"
    try:
        born = datetime.strptime(text[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return "PID-DATE"
    if born.year < 1800:
        return "PID-DATE"
    if born > today:
        return "PID-FUTURE"
    return None if person_check(text[:17]) == text[17] else "PID-CHECK"
