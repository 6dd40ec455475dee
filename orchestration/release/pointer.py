"""Switching readers: a link that is replaced by one rename leads to the old release or the new one."""

from __future__ import annotations

from pathlib import Path


def point(link: Path, target: Path) -> Path | None:
    """Let ``link`` lead to ``target``, which lies below the link's folder. Returns where it led before.

    Whoever follows the link at that moment comes to one of the two; whoever holds an old file open keeps it.
    """
    before = link.resolve() if link.is_symlink() else None
    aside = link.with_name(f".{link.name}-{target.name}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target.relative_to(link.parent))
    aside.replace(link)
    return before
