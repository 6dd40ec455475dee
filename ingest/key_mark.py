"""One key for everything landed: with two, one person would be two persons, and nobody would notice.

Landing keeps a mark of the key its rows were hashed with, beside the batches, so that it goes where they are
copied to. Changing the key means judging everything again from the original bytes (``siku reread``).
"""

from __future__ import annotations

import hmac
from pathlib import Path

from ingest.disk import replace_whole
from ingest.persons import person_key
from ingest.settings import SettingError

MARK = "person_key_mark"


def key_in_use(root: Path) -> bytes:
    """The person key, when it is the one that what is landed was hashed with; the first use marks it.

    Raises:
        SettingError: it is another one, or too short.
    """
    key = person_key(root)
    mark = _path(root)
    if not mark.exists():
        mark_key(root, key)
    elif mark.read_text(encoding="utf-8") != _mark(key):
        raise SettingError(
            "个人标识密钥与入库时的不同,同一个人会成为两个人;请用回原来的密钥,或以 siku reread 全部重读 / "
            "the person key is not the one that landed rows were hashed with: one person would become two; "
            "give the former key, or judge everything again with siku reread"
        )
    return key


def mark_key(root: Path, key: bytes) -> None:
    """Remember that everything landed is hashed with this key; the mark does not tell the key."""
    replace_whole(_path(root), _mark(key).encode())


def _path(root: Path) -> Path:
    return root / "landing" / MARK


def _mark(key: bytes) -> str:
    return hmac.digest(key, b"siku: mark of the person key", "sha256").hex()
