"""The guide for BI tools says what works: each of its blocks that can run here is run as it stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bi.guide import LABEL, LINE, NUMERATOR, blocks, credit_server, run, small_release
from tests.servers.databases import DatabaseServer

HERE = [block for block in blocks() if not block.outside]


@pytest.fixture(scope="module")
def server() -> Iterator[DatabaseServer]:
    """A server of its own: roles belong to a whole server."""
    with credit_server() as started:
        yield started


def test_every_block_of_the_guide_runs(tmp_path: Path, server: DatabaseServer) -> None:
    """In the order of the page, as a reader would: each prints the figure of the release, or its label."""
    small_release(tmp_path / "data" / "published")
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    said = [run(block, tmp_path, server, sys.executable) for block in HERE]

    figures = [text for text in said if LINE in text]
    assert all(str(NUMERATOR) in text for text in figures)
    assert [block.language for block in HERE] == ["sh", "sh", "python", "python", "sql", "sh", "sh", "python"]
    assert len(figures) == 5
    assert len([text for text in said if LABEL in text]) == 2
    assert "switched" in said[5]


def test_every_block_is_run_by_somebody() -> None:
    """What needs another environment is marked so, and ``make bi`` runs it."""
    outside = [block for block in blocks() if block.outside]
    assert {block.language for block in outside} == {"python", "java", "sh"}
    assert {block.language for block in HERE} == {"sh", "python", "sql"}
