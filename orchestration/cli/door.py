"""What the commands share: where they print, and what they answer when a refresh is running."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console

console = Console()
BUSY = 3


def tell_sections(sections: Callable[[], list[tuple[str, list[str]]]]) -> None:
    """Print titled sections; without a release, or with an unknown name, say so and exit."""
    from orchestration.terminal import print_sections  # noqa: PLC0415

    print_sections(sections)
