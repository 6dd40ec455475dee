"""Keyed hashes of personal numbers: the only form in which they leave the original bytes.

PIPL's data minimisation: the warehouse links a person's records by this hash and never holds the number.
The key lies outside the repository and outside every published file; who has it can link again, nobody else.
Rotating the key means landing again from the original bytes.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

import polars as pl

from ingest.settings import SettingError

KEY_FILE = "person.key"


def person_key(root: Path) -> bytes:
    """The key: ``SIKU_PERSON_KEY_FILE`` or ``SIKU_PERSON_KEY``, else made once in the data root (mode 0600).

    Raises:
        SettingError: the given key has fewer than 16 bytes.
    """
    if path := os.environ.get("SIKU_PERSON_KEY_FILE"):
        key = Path(path).read_bytes().strip()
    elif text := os.environ.get("SIKU_PERSON_KEY"):
        key = text.encode()
    else:
        key = _own_key(root / KEY_FILE)
    if len(key) < 16:
        raise SettingError("个人标识密钥至少 16 字节 / the person key needs at least 16 bytes")
    return key


def _own_key(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()


def hash_persons(values: pl.Series, key: bytes) -> pl.Series:
    """HMAC-SHA256 of each number, first 32 hex digits after ``p``; null stays null. One call a number."""
    distinct = values.drop_nulls().unique()
    if distinct.is_empty():
        return values
    hashed = [f"p{hmac.digest(key, number.encode(), 'sha256').hex()[:32]}" for number in distinct]
    return values.replace_strict(distinct, pl.Series(hashed), default=None, return_dtype=pl.String)


def of_age(numbers: pl.Series, days: pl.Series, years: int) -> pl.Series:
    """Whether each person is of age on a day: from the day after the birthday (周岁生日的第二天起).

    The number is read before it is hashed, and of its birth date only this answer is kept.

    Args:
        numbers: 18-digit identity numbers (GB 11643-1999) as text; whatever else gives null.
        days: ISO dates as text; what is no date gives null.
        years: age that has to be completed.
    """
    born = numbers.str.extract(r"^\d{6}(\d{8})\d{3}[0-9X]$").str.to_date("%Y%m%d", strict=False)
    return days.str.to_date("%Y-%m-%d", strict=False) > born.dt.offset_by(f"{years}y")
