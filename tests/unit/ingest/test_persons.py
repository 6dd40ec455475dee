"""Personal numbers leave the original bytes as keyed hashes only."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import polars as pl
import pytest

from ingest.persons import hash_persons, of_age, person_key
from ingest.settings import SettingError


def test_hash_is_hmac_sha256_of_the_number() -> None:
    key = b"0123456789abcdef"
    values = pl.Series(["211103199912310024", None, "211103199912310024", "P123"])
    hashed = hash_persons(values, key)
    digest = hmac.new(key, b"211103199912310024", hashlib.sha256).hexdigest()
    assert hashed[0] == "p" + digest[:32]
    assert hashed[1] is None
    assert hashed[2] == hashed[0] != hashed[3]


def test_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    key = person_key(tmp_path)
    assert person_key(tmp_path) == key
    assert len(key) >= 32
    assert stat.S_IMODE((tmp_path / "person.key").stat().st_mode) == 0o600


def test_short_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIKU_PERSON_KEY", "short")
    with pytest.raises(SettingError, match="16"):
        person_key(tmp_path)


def test_of_age_from_the_day_after_the_eighteenth_birthday() -> None:
    numbers = pl.Series(["211103200810310028", "21110320081030002X", "211103200402290021", "E12345678", None])
    days = pl.Series(["2026-10-31", "2026-10-31", "2022-03-01", "2026-10-31", "2026-10-31"])
    assert of_age(numbers, days, 18).to_list() == [False, True, True, None, None]
    assert of_age(numbers.head(1), pl.Series(["not a day"]), 18).to_list() == [None]
