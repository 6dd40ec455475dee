"""Unified social credit codes, organisation codes, registration numbers and identity numbers, by the column.

Sources: GB 32100-2015 (credit code), GB 11714-1997 (organisation code), GS 15-2006 with ISO 7064 MOD 11,10
(registration number), GB 11643-1999 (identity number), GB/T 2260 (regions).
Here: is this text a code, and which rule does it break first. Normalisation is in ``text``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from quality.checked import nothing, when
from quality.packed import Bytes, Field, Ints, PackedSum, byte_values, code_bytes
from quality.regions import known_regions
from quality.rules import DATA

DIGITS = "0123456789"
CAPITALS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 4.2: without I, O, S, V, Z
USCC_WEIGHTS = [pow(3, position, 31) for position in range(17)]
ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
PERSON_WEIGHTS = [pow(2, 17 - position, 11) for position in range(17)]
PLACEHOLDER_WORDS = [
    "无",
    "暂无",
    "没有",
    "不详",
    "未知",
    "待补",
    "/",
    "\\",
    "NULL",
    "NONE",
    "NIL",
    "N/A",
    "NA",
]
OLDEST_BIRTH_YEAR = 1800

CHECK = Field(0, 10)  # weighted sum of the whole code, residues only
BAD = Field(10, 5)  # how many characters are not allowed where they stand
INNER = Field(15, 9)  # weighted sum of the organisation code inside
REGION = Field(24, 20)  # six digits as a number
PAIR = Field(44, 10)  # registrar and kind as one number
BIRTH = Field(24 + 20, 18)  # month and day as MMDD, in the same place as PAIR: no code has both

Classify = Callable[[pl.Series], "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """The first rule each value breaks and the note it deserves; String series, null where there is none."""

    rule: pl.Series
    notes: pl.Series


def classify_uscc(values: pl.Series) -> Verdict:
    """Judge normalised or raw texts as unified social credit codes (GB 32100-2015 4 and annex A)."""
    verdict = _fixed_width(values, "USCC", 18, _uscc_rules)
    return _persons_apart(values, _placeholders_first(values, verdict, "USCC-PLACEHOLDER"))


def classify_org_code(values: pl.Series) -> Verdict:
    """Judge texts as organisation codes (GB 11714-1997), without the printed hyphen."""
    return _placeholders_first(values, _fixed_width(values, "ORG", 9, _org_rules), "ORG-PLACEHOLDER")


def classify_registration_no(values: pl.Series) -> Verdict:
    """Judge texts as 15-digit registration numbers (GS 15-2006, ISO 7064 MOD 11,10)."""
    return _placeholders_first(
        values, _fixed_width(values, "REG", 15, _registration_rules), "REG-PLACEHOLDER"
    )


def classify_person_id(values: pl.Series, today: date | None = None) -> Verdict:
    """Judge texts as 18-character identity numbers (GB 11643-1999).

    Args:
        values: String series.
        today: birth dates after it break ``PID-FUTURE``; without it that rule is not judged.
    """
    limit = 99_991_231 if today is None else today.year * 10_000 + today.month * 100 + today.day
    verdict = _fixed_width(values, "PID", 18, lambda codes: _person_rules(codes, limit))
    return _placeholders_first(values, verdict, "PID-PLACEHOLDER")


def person_check_characters(bodies: pl.Series) -> pl.Series:
    """Check characters of 17-digit bodies of identity numbers (GB 11643-1999 4.2.4)."""
    digits = code_bytes(bodies, 17).astype(np.int64) - ord("0")
    wanted = (12 - digits @ np.array(PERSON_WEIGHTS)) % 11
    return pl.Series(list(DIGITS + "X")).gather(wanted.astype(np.uint32))


def _fixed_width(
    values: pl.Series, prefix: str, width: int, rules: Callable[[Bytes], tuple[Ints, list[str], Ints]]
) -> Verdict:
    """Length and alphabet by text, the rest by bytes of the values that have them.

    Args:
        values: String series; null passes.
        prefix: of the rule ids.
        width: characters of a code.
        rules: bytes (n, width) → index of the first broken rule (0 passes), ids by index, and 1 where a note
            is due.
    """
    if not len(values):
        return Verdict(pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.String))
    sizes = values.str.len_bytes().to_numpy()
    chars = values.str.len_chars().to_numpy()
    fits = (sizes == width) & (chars == width)  # comparisons with the NaN of a null are false
    whole = bool(fits.all())
    codes = code_bytes(values if whole else values.filter(pl.Series(fits)), width)
    broken, ids, noted = rules(codes)
    if not broken.any() and not noted.any() and whole:
        return Verdict(*_ids_of(np.zeros(len(values), np.int64), np.zeros(len(values), np.int64), [], prefix))
    rule, note = np.zeros(len(values), np.int64), np.zeros(len(values), np.int64)
    rule[fits], note[fits] = broken, noted
    present = values.is_not_null().to_numpy()
    rule[present & ~fits] = np.where(
        chars[present & ~fits] == width, ids.index(f"{prefix}-ALPHABET"), len(ids)
    )
    return Verdict(*_ids_of(rule, note, [*ids, f"{prefix}-LENGTH"], prefix))


def _ids_of(rule: Ints, note: Ints, ids: list[str], prefix: str) -> tuple[pl.Series, pl.Series]:
    """Rule ids and note ids of index arrays; 0 is none."""
    return _named(rule, [None, *ids[1:]]), _named(note, [None, f"{prefix}-REGION"])


def _named(index: Ints, ids: list[str | None]) -> pl.Series:
    if not index.any():
        return nothing(len(index))
    return pl.Series(ids, dtype=pl.String).gather(index.astype(np.uint32))


def _first(*broken: npt.NDArray[np.bool_]) -> Ints:
    """Index, from 1, of the first condition that holds in each row; 0 where none does."""
    return np.select(list(broken), list(range(1, len(broken) + 1)), 0)


def _uscc_rules(codes: Bytes) -> tuple[Ints, list[str], Ints]:
    packed = _uscc_sum()(codes)
    bad = BAD.of(packed) > 0
    wrong_pair = ~_registrar_pairs()[PAIR.of(packed)]
    wrong_inner = INNER.of(packed) % 11 != 0
    wrong_check = CHECK.of(packed) % 31 != 0
    ids = ["", "USCC-ALPHABET", "USCC-REGISTRAR", "USCC-ORG-CHECK", "USCC-CHECK"]
    unlisted = ~known_regions()[np.minimum(REGION.of(packed), 999_999)]
    broken = bad | wrong_pair | wrong_inner | wrong_check
    if not broken.any():
        return np.zeros(len(codes), np.int64), ids, unlisted.astype(np.int64)
    return _first(bad, wrong_pair, wrong_inner, wrong_check), ids, (unlisted & ~broken).astype(np.int64)


@cache
def _uscc_sum() -> PackedSum:
    value, inner, digit = byte_values(USCC_ALPHABET), byte_values(CAPITALS), byte_values(DIGITS)
    table = np.zeros((18, 256), dtype=np.int64)
    for position in range(18):
        allowed = digit if 2 <= position < 8 else value
        weight = USCC_WEIGHTS[position] if position < 17 else 1  # Σ C·W + C18 ≡ 0 (mod 31)
        table[position] += np.where(allowed < 0, 1 << BAD.shift, value * weight % 31)
    table[0] += np.maximum(value, 0) * 31 << PAIR.shift
    table[1] += np.maximum(value, 0) << PAIR.shift
    for position in range(2, 8):
        table[position] += np.maximum(digit, 0) * 10 ** (7 - position) << REGION.shift
    for position in range(8, 16):
        table[position] += np.maximum(inner, 0) * ORG_WEIGHTS[position - 8] % 11 << INNER.shift
    return PackedSum(_with_org_check(table, 16, byte_values(DIGITS + "X")))


def _with_org_check(table: Ints, position: int, value: Ints) -> Ints:
    """Add the check character of GB 11714: Σ C·W + C9 ≡ 0 (mod 11); X is ten, other letters are wrong."""
    table[position] += np.where(value < 0, 0, value << INNER.shift)
    newly_bad = (value < 0) & ((table[position] >> BAD.shift) & 1 == 0)
    table[position] += newly_bad.astype(np.int64) << BAD.shift
    return table


@cache
def _registrar_pairs() -> npt.NDArray[np.bool_]:
    """Shape (1,024): whether 31 · first + second character is a pair of GB 32100 table 1."""
    pairs = np.zeros(1 << PAIR.bits, dtype=np.bool_)
    with (DATA / "uscc_registrars.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            pairs[31 * USCC_ALPHABET.index(row["registrar"]) + USCC_ALPHABET.index(row["kind"])] = True
    return pairs


def _org_rules(codes: Bytes) -> tuple[Ints, list[str], Ints]:
    packed = _org_sum()(codes)
    inner = INNER.of(packed)
    # nine zeros satisfy the check; they are a placeholder and are named so further on
    broken = _first(BAD.of(packed) > 0, (inner % 11 != 0) | (packed == 0))
    return broken, ["", "ORG-ALPHABET", "ORG-CHECK"], np.zeros(len(codes), np.int64)


@cache
def _org_sum() -> PackedSum:
    inner = byte_values(CAPITALS)
    table = np.zeros((9, 256), dtype=np.int64)
    for position, weight in enumerate(ORG_WEIGHTS):
        table[position] = np.where(inner < 0, 1 << BAD.shift, inner * weight % 11 << INNER.shift)
    return PackedSum(_with_org_check(table, 8, byte_values(DIGITS + "X")))


def _registration_rules(codes: Bytes) -> tuple[Ints, list[str], Ints]:
    digits = codes.astype(np.int16) - ord("0")
    bad: npt.NDArray[np.bool_] = np.any((digits < 0) | (digits > 9), axis=1)
    product = np.full(len(codes), 10, dtype=np.int16)
    for position in range(14):  # ISO 7064 MOD 11,10: each digit depends on the last, the rows do not
        total = (product + digits[:, position]) % 10
        total[total == 0] = 10
        product = total * 2 % 11
    # one digit fifteen times can satisfy the check (7 does); it is a placeholder and is named so further on
    uniform = np.all(codes == codes[:, :1], axis=1)
    wrong: npt.NDArray[np.bool_] = ((product + digits[:, 14]) % 10 != 1) | uniform
    return _first(bad, wrong), ["", "REG-ALPHABET", "REG-CHECK"], np.zeros(len(codes), np.int64)


def _person_rules(codes: Bytes, limit: int) -> tuple[Ints, list[str], Ints]:
    packed = _person_sum()(codes)
    digits = codes[:, 6:10].astype(np.int64) - ord("0")
    year = digits @ np.array([1000, 100, 10, 1])
    month, day = np.divmod(BIRTH.of(packed), 100)
    bad: npt.NDArray[np.bool_] = BAD.of(packed) > 0
    unreal: npt.NDArray[np.bool_] = ~_is_real(year, month, day) | (year < OLDEST_BIRTH_YEAR)
    future: npt.NDArray[np.bool_] = year * 10_000 + month * 100 + day > limit
    wrong: npt.NDArray[np.bool_] = CHECK.of(packed) % 11 != 1
    broken = _first(bad, unreal, future, wrong)
    unlisted = ~known_regions()[np.minimum(REGION.of(packed), 999_999)]
    ids = ["", "PID-ALPHABET", "PID-DATE", "PID-FUTURE", "PID-CHECK"]
    return broken, ids, (unlisted & (broken == 0)).astype(np.int64)


@cache
def _person_sum() -> PackedSum:
    digit, last = byte_values(DIGITS), byte_values(DIGITS + "X")
    table = np.zeros((18, 256), dtype=np.int64)
    for position, weight in enumerate(PERSON_WEIGHTS):
        table[position] = np.where(digit < 0, 1 << BAD.shift, digit * weight % 11)
        if position < 6:
            table[position] += np.maximum(digit, 0) * 10 ** (5 - position) << REGION.shift
        if 10 <= position < 14:
            table[position] += np.maximum(digit, 0) * 10 ** (13 - position) << BIRTH.shift
    table[17] = np.where(last < 0, 1 << BAD.shift, last)
    return PackedSum(table)


def _is_real(year: Ints, month: Ints, day: Ints) -> npt.NDArray[np.bool_]:
    """Whether the three numbers name a day of the Gregorian calendar."""
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    in_year = (month >= 1) & (month <= 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = lengths[np.where(in_year, month, 0)] + (leap & (month == 2))
    result: npt.NDArray[np.bool_] = in_year & (day >= 1) & (day <= longest)
    return result


def _among_failing(
    values: pl.Series, verdict: Verdict, refine: Callable[[pl.Series, pl.Series], pl.Series]
) -> Verdict:
    """Let ``refine(values, rules) → rules`` say more about the values that fail; few, or none."""
    if verdict.rule.null_count() == len(verdict.rule):
        return verdict
    where = verdict.rule.is_not_null().arg_true()
    refined = refine(values.gather(where), verdict.rule.gather(where))
    return Verdict(verdict.rule.clone().scatter(where, refined), verdict.notes)


def is_placeholder(values: pl.Series) -> pl.Series:
    """Whether one character fills the cell, or it is 00…0X or a word for "none"; Boolean."""
    value = pl.col("value")
    filler = (value.str.strip_chars(value.str.head(1)) == "") & (value != "")
    template = value.str.contains(r"^0+X$")
    return (
        pl.DataFrame({"value": values}).select(filler | template | value.is_in(PLACEHOLDER_WORDS)).to_series()
    )


def _placeholders_first(values: pl.Series, verdict: Verdict, rule_id: str) -> Verdict:
    """Say "placeholder" rather than "wrong check character"."""

    def refine(failing: pl.Series, rules: pl.Series) -> pl.Series:
        return when(is_placeholder(failing), rule_id).zip_with(is_placeholder(failing), rules)

    return _among_failing(values, verdict, refine)


def _persons_apart(values: pl.Series, verdict: Verdict) -> Verdict:
    """Where a value is no credit code but a valid identity number, say that: it has to be masked."""

    def refine(failing: pl.Series, rules: pl.Series) -> pl.Series:
        is_person = classify_person_id(failing).rule.is_null() & (rules != "USCC-PLACEHOLDER")
        return when(is_person, "USCC-IS-PERSON").zip_with(is_person, rules)

    return _among_failing(values, verdict, refine)
