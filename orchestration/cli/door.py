"""What the commands share: where they print, and what they answer when a refresh is running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from ingest.desk import fail
from ingest.settings import data_root

console = Console()
BUSY = 3


def tell_sections(sections: Callable[[], list[tuple[str, list[str]]]]) -> None:
    """Print titled sections; without a release, or with an unknown name, say so and exit."""
    from orchestration.terminal import print_sections  # noqa: PLC0415

    print_sections(sections)


@contextmanager
def alone() -> Iterator[Path]:
    """The data root, while no refresh runs; if one does, say so and exit."""
    from orchestration.lock import RefreshRunningError, refresh_lock  # noqa: PLC0415

    root = data_root()
    try:
        with refresh_lock(root):
            yield root
    except RefreshRunningError as error:
        raise fail(error, BUSY) from error
