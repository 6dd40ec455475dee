"""The pages of the project: links lead somewhere, and the commands they name are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from orchestration.cli import app
from tests.conftest import PROJECT

README = PROJECT / "README.md"
PAGES = [README, *sorted((PROJECT / "docs").glob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Links of a page into the project: as written, the file meant, the heading meant or nothing."""
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if not re.match(r"\w+:", link):
            path, _, heading = link.partition("#")
            yield link, (page.parent / path if path else page).resolve(), heading


def anchors(page: Path) -> set[str]:
    """What a heading is called in a link: lower case, without punctuation, hyphens for spaces."""
    heads = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [
        link
        for link, target, heading in links(page)
        if not target.exists() or (heading and heading not in anchors(target))
    ]
    assert broken == []


def test_every_page_is_found_from_the_readme() -> None:
    assert {target for _, target, _ in links(README)} >= set(PAGES) - {README}


def test_every_picture_is_on_a_page() -> None:
    shown = {target for page in PAGES for _, target, _ in links(page)}
    assert set((PROJECT / "docs" / "images").iterdir()) <= shown


def named(command: str) -> set[str]:
    """What the pages say after a command: at the beginning of a line, of inline code, or after its folder."""
    what = re.compile(rf"(?:^|`|bin/){command} ([a-z][a-z-]+)", re.MULTILINE)
    return {name for page in PAGES for name in what.findall(page.read_text(encoding="utf-8"))}


def test_the_commands_are_those_that_are_there() -> None:
    assert named("siku") == set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_targets_that_are_named_are_there() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert set() < named("make") <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
