"""Rows of one data root are hashed with one person key; another is refused until all is judged anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.key_mark import MARK, key_in_use, mark_key
from ingest.settings import SettingError

FIRST, SECOND = "a key of sixteen or more", "another key of sixteen or more"


@pytest.fixture(autouse=True)
def landed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data root whose rows were hashed with the first key."""
    monkeypatch.setenv("SIKU_PERSON_KEY", FIRST)
    assert key_in_use(tmp_path) == FIRST.encode()
    return tmp_path


def test_the_same_key_is_taken_again(landed: Path) -> None:
    assert key_in_use(landed) == FIRST.encode()


def test_another_key_is_refused(landed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIKU_PERSON_KEY", SECOND)
    with pytest.raises(SettingError, match="siku reread"):
        key_in_use(landed)


def test_a_forgotten_setting_makes_no_second_key(landed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIKU_PERSON_KEY")
    with pytest.raises(SettingError, match="siku reread"):
        key_in_use(landed)


def test_after_judging_everything_anew_only_the_new_key_is_taken(
    landed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_key(landed, SECOND.encode())
    with pytest.raises(SettingError, match="siku reread"):
        key_in_use(landed)
    monkeypatch.setenv("SIKU_PERSON_KEY", SECOND)
    assert key_in_use(landed) == SECOND.encode()


def test_the_mark_does_not_tell_the_key(landed: Path) -> None:
    told = (landed / "landing" / MARK).read_text(encoding="utf-8")
    assert FIRST not in told
    assert len(told) == 64
