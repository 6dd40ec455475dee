"""Personal numbers in texts that are about to leave: identity numbers, bank cards, mobile numbers.

`text.mask_personal` hides whatever merely looks like one. This tells what is one, so that a release can be
refused without false alarms: check characters and real birth dates are asked for (GB 11643-1999), cards must
satisfy ISO/IEC 7812's check digit and have the length their first digits call for. A mobile number and an old
15-digit identity number carry no check character; amounts, hashes and valid codes are told from them.
Corporate account numbers have no common form and cannot be told from other numbers.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from quality.classify import (
    classify_org_code,
    classify_person_id,
    classify_registration_no,
    classify_uscc,
    person_check_characters,
)

# What every one of them has: eleven digits, at most a blank or hyphen between two. RE2, for whole columns.
ELEVEN_DIGITS = r"[0-9０-９]([ -]?[0-9０-９]){10}"

PERSON, CARD, MOBILE = "PERSONAL-ID", "PERSONAL-CARD", "PERSONAL-MOBILE"
CHECKED = frozenset({PERSON, CARD})  # kinds that carry a check character
KINDS = frozenset({PERSON, CARD, MOBILE})

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"  # GB/T 2260
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# an individual's tax number is the identity number and two digits (税总发〔2013〕41号)
_LONG = re.compile(
    rf"(?<!\d)({_PROVINCE}\d{{4}})[ -]?((?:18|19|20)\d\d{_DAY})[ -]?(\d{{3}}[\dX])(?:\d\d)?(?!\d)"
)
_SHORT = re.compile(rf"(?<!\d)({_PROVINCE}\d{{4}}\d\d{_DAY}\d{{3}})(?:\d\d)?(?!\d)")
_CARDS = [
    re.compile(rf"(?<!\d)(\d{{4}}(?:[ -]?\d{{4}}){{2}}{tail})(?!\d)")
    for tail in (r"[ -]?\d{3,4}", r"[ -]?\d{4}[ -]?\d{1,3}")
]
_MOBILE = re.compile(
    r"(?<![\d.¥￥])(?:(?:\+|00)?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d|\.\d| ?[元万亿%])"
)
# our own: record, batch and file hashes, run ids
_HASH = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<![0-9A-Za-z])(?=p?[0-9]*[a-f])(?:[0-9a-f]{16}|p?[0-9a-f]{32}|[0-9a-f]{64})(?![0-9A-Za-z])"
)
_HIDDEN = re.compile(rf"{_HASH.pattern}|\d(?:[ -]?\d){{10,}}[Xx]?")
_CARD_LENGTHS = {"62": (16, 17, 18, 19), "95": (19,), "4": (16, 19), "5": (16,), "3": (15, 16)}


def find_personal(texts: pl.Series) -> pl.Series:
    """The rule each text breaks, null where it holds no personal number. For few texts: one at a time.

    Args:
        texts: String series, prefiltered by `ELEVEN_DIGITS`.
    """
    rules = [_first(text) if text else None for text in texts]
    return pl.Series(texts.name, rules, dtype=pl.String)


def shown(text: str, most: int = 60) -> str:
    """The text as a message may show it: long numbers masked but for their ends, then cut."""
    masked = _HIDDEN.sub(lambda match: match[0] if _HASH.fullmatch(match[0]) else _masked(match[0]), text)
    return masked if len(masked) <= most else masked[:most] + "…"


def _masked(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def _first(text: str) -> str | None:
    plain = _HASH.sub(" # ", unicodedata.normalize("NFKC", text)).upper()
    if any(_is_person("".join(match.groups()), plain) for match in _LONG.finditer(plain)):
        return PERSON
    if any(_is_old_person(match[1]) for match in _SHORT.finditer(plain)):
        return PERSON
    if any(
        _is_card(re.sub(r"[ -]", "", match[1]), plain) for card in _CARDS for match in card.finditer(plain)
    ):
        return CARD
    return MOBILE if _MOBILE.search(plain) else None


def _holds(rule: pl.Series) -> bool:
    return rule[0] is None


def _is_person(number: str, text: str) -> bool:
    """A valid identity number; a cell that is nothing but a valid credit code is that code."""
    values = pl.Series([number])
    if not _holds(classify_person_id(values).rule):
        return False
    return text.strip() != number or not _holds(classify_uscc(values).rule)


def _is_old_person(number: str) -> bool:
    """A 15-digit identity number (GB 11643-1989) of a known region, and no code of a company."""
    body = pl.Series([f"{number[:6]}19{number[6:]}"])
    verdict = classify_person_id(body + person_check_characters(body))
    if verdict.rule[0] is not None or verdict.notes[0] is not None:
        return False
    return not _is_company(number)


def _is_company(number: str) -> bool:
    """A registration number, or a tax number of region and organisation code."""
    return _holds(classify_registration_no(pl.Series([number])).rule) or _holds(
        classify_org_code(pl.Series([number[6:]])).rule
    )


def _is_card(number: str, text: str) -> bool:
    """Luhn's check digit and a length that fits the first digits (ISO/IEC 7812; 62 is UnionPay).

    Sixteen digits that fill a cell may be the hash of a delivery, so there only 62 counts.
    """
    lengths = next((known for start, known in _CARD_LENGTHS.items() if number.startswith(start)), ())
    if len(number) not in lengths or (text.strip() == number and not number.startswith("62")):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
