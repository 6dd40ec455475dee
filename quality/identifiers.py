"""Checks of identifier columns: raw texts to canonical codes, findings and repairs.

A code that is right as it stands is left alone. Otherwise it is normalised and judged again; O for 0 and I
for 1 are put right only where the check characters then prove the whole code.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from quality.checked import Checked, nothing, on_distinct, when
from quality.classify import (
    Classify,
    Verdict,
    classify_org_code,
    classify_person_id,
    classify_registration_no,
    classify_uscc,
    is_placeholder,
    person_check_characters,
)
from quality.text import normalise_code

CENTURY_15 = "19"  # GB 11643-1989 numbers have two-digit years of the twentieth century


def check_uscc(values: pl.Series) -> Checked:
    """Check unified social credit codes (GB 32100-2015), the organisation code inside included."""
    return on_distinct(values, lambda column: _check(column, classify_uscc))


def check_org_code(values: pl.Series) -> Checked:
    """Check organisation codes (GB 11714-1997); the printed hyphen is removed."""
    return on_distinct(values, lambda column: _check(column, classify_org_code))


def check_registration_no(values: pl.Series) -> Checked:
    """Check 15-digit registration numbers (GS 15-2006)."""
    return on_distinct(values, lambda column: _check(column, classify_registration_no))


def check_person_id(values: pl.Series, today: date | None = None) -> Checked:
    """Check identity numbers (GB 11643-1999).

    A 15-digit number (GB 11643-1989) becomes its 18-character form: the same person must have one key, and
    the conversion is fixed by the standard. It has no check character, so only its date can be judged.

    Args:
        values: String series.
        today: birth dates after it are wrong; without it not judged.
    """
    return on_distinct(values, lambda column: _check_persons(column, today))


def check_tax_no(values: pl.Series, today: date | None = None) -> Checked:
    """Check taxpayer numbers.

    18 characters: a credit code or an identity number. 15: region and organisation code, kept as a legacy
    identifier. An identity number and two digits: an individual's, kept. Anything else is questioned
    (税总发〔2013〕41号).
    """
    return on_distinct(values, lambda column: _check(column, lambda texts: classify_tax_no(texts, today)))


def check_subject_code(values: pl.Series) -> Checked:
    """Check a column that holds credit codes or 15-digit registration numbers, as many lists do."""
    return on_distinct(values, lambda column: _check(column, classify_subject_code))


def classify_tax_no(values: pl.Series, today: date | None = None) -> Verdict:
    """Judge texts as taxpayer numbers."""
    code = classify_uscc(values)
    # a valid identity number is right here, so it is not a person's number in a place of codes
    code_rule = code.rule.set((code.rule == "USCC-IS-PERSON").fill_null(value=False), None)
    frame = pl.DataFrame(
        {
            "value": values,
            "length": values.str.len_chars(),
            "person": classify_person_id(values, today).rule,
            "code": code_rule,
            "code_note": code.notes,
            "inner": classify_org_code(values.str.slice(6)).rule,
            "individual": _is_individuals_tax_no(values, today),
            "placeholder": is_placeholder(values),
        }
    )
    judged = frame.select(_tax_rule().alias("rule"), _tax_note().alias("notes"))
    return Verdict(judged["rule"], judged["notes"].set(judged["rule"].is_not_null(), None))


def _is_individuals_tax_no(values: pl.Series, today: date | None) -> pl.Series:
    """Whether the text is an identity number, 15 or 18 characters, and two digits; Boolean."""
    digits = values.str.contains(r"^(?:[0-9]{15}|[0-9]{17}[0-9X])[0-9]{2}$").fill_null(value=False)
    if not digits.any():
        return digits
    number = values.set(~digits, None).str.head(-2)
    born = number.str.len_chars() == 15
    long = number.zip_with(
        ~born.fill_null(value=False), number.str.head(6) + CENTURY_15 + number.str.slice(6) + "0"
    )
    rule = classify_person_id(long, today).rule
    # fifteen digits have no check character: the one appended here says nothing
    return digits & (rule.is_null() | (born & (rule == "PID-CHECK"))).fill_null(value=False)


def _tax_rule() -> pl.Expr:
    shaped = pl.col("value").str.contains(r"^[0-9A-Z]+$")
    born = pl.col("value").str.contains(r"^[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dX]$")
    return (
        pl.when(pl.col("value").is_null() | pl.col("individual")).then(None)
        .when("placeholder").then(pl.lit("TAX-PLACEHOLDER"))
        .when(~pl.col("length").is_in([15, 18])).then(pl.lit("TAX-LENGTH"))
        .when(pl.col("length") == 15).then(pl.when(~shaped).then(pl.lit("TAX-ALPHABET")))
        .when(pl.col("person").is_null() | pl.col("code").is_null()).then(None)
        .when(born).then("person")
        .otherwise("code")
    )  # fmt: skip


def _tax_note() -> pl.Expr:
    return (
        pl.when("individual").then(pl.lit("TAX-INDIVIDUAL"))
        .when(pl.col("length") == 18).then("code_note")
        .when((pl.col("length") == 15) & pl.col("inner").is_null()).then(pl.lit("TAX-LEGACY"))
        .when(pl.col("length") == 15).then(pl.lit("TAX-ORG-CHECK"))
    )  # fmt: skip


def classify_subject_code(values: pl.Series) -> Verdict:
    """Judge texts of 15 characters as registration numbers, of 18 as credit codes; others are questioned."""
    lengths = values.str.len_chars()
    code, old = classify_uscc(values), classify_registration_no(values)
    is_old = lengths == 15
    rule = old.rule.zip_with(is_old, code.rule)
    odd = (rule == "USCC-LENGTH").fill_null(value=False)
    return Verdict(when(odd, "SUBJECT-LENGTH").zip_with(odd, rule), code.notes)


def _check(values: pl.Series, classify: Classify) -> Checked:
    """Judge, normalise what fails, judge that again."""
    verdict = classify(values)
    none = nothing(len(values))
    if verdict.rule.null_count() == len(values):
        return Checked(values, verdict.rule, none, verdict.notes)
    failing = verdict.rule.is_not_null().arg_true()
    read = values.gather(failing)
    canonical, repairs = normalise_code(read)
    canonical, repairs, again = _prove_letters(canonical, repairs, classify)
    still = again.rule.is_not_null()
    return Checked(
        values.clone().scatter(failing, read.zip_with(still, canonical)),
        verdict.rule.clone().scatter(failing, again.rule),
        none.clone().scatter(failing, repairs.set(still | canonical.is_null(), None)),
        verdict.notes.clone().scatter(failing, again.notes),
    )


def _prove_letters(
    canonical: pl.Series, repairs: pl.Series, classify: Classify
) -> tuple[pl.Series, pl.Series, Verdict]:
    """Put 0 for O and 1 for I where the letters are not allowed and every check then holds."""
    verdict = classify(canonical)
    tried = verdict.rule.str.ends_with("-ALPHABET").fill_null(value=False).arg_true()
    if not len(tried):
        return canonical, repairs, verdict
    digits = (
        canonical.gather(tried)
        .str.replace_all("O", "0", literal=True)
        .str.replace_all("I", "1", literal=True)
    )
    proof = classify(digits)
    proven = proof.rule.is_null().arg_true()
    where = tried.gather(proven)
    ids = repairs.gather(where)
    joined = pl.select(pl.concat_str(ids, pl.lit("FIX-O0-I1"), separator=",", ignore_nulls=True)).to_series()
    return (
        canonical.clone().scatter(where, digits.gather(proven)),
        repairs.clone().scatter(where, joined),
        Verdict(
            verdict.rule.clone().scatter(where, proof.rule.gather(proven)),
            verdict.notes.clone().scatter(where, proof.notes.gather(proven)),
        ),
    )


def _check_persons(values: pl.Series, today: date | None) -> Checked:
    """Check identity numbers; 15-digit ones are converted first and then judged like the others."""

    def classify(texts: pl.Series) -> Verdict:
        return classify_person_id(texts, today)

    checked = _check(values, classify)
    short = (checked.rule == "PID-LENGTH").fill_null(value=False).arg_true()
    if not len(short):
        return checked
    canonical, repairs = normalise_code(values.gather(short))
    old = canonical.str.contains(r"^[0-9]{15}$").fill_null(value=False).arg_true()
    if not len(old):
        return checked
    where, body = short.gather(old), canonical.gather(old)
    body = body.str.head(6) + CENTURY_15 + body.str.slice(6)
    converted = body + person_check_characters(body)
    verdict = classify(converted)
    wrong = verdict.rule.is_not_null()
    ids = pl.select(
        pl.concat_str(repairs.gather(old), pl.lit("PID-15"), separator=",", ignore_nulls=True)
    ).to_series()
    return Checked(
        checked.values.clone().scatter(where, values.gather(where).zip_with(wrong, converted)),
        checked.rule.clone().scatter(where, verdict.rule),
        checked.repaired.clone().scatter(where, ids.set(wrong, None)),
        checked.notes.clone().scatter(where, verdict.notes),
    )
