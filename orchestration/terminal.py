"""What the commands that explain a release print with: sections of lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console

from ingest.desk import fail
from orchestration.released import NothingToExplainError

Section = tuple[str, list[str]]
console = Console()


def print_sections(sections: Callable[[], Sequence[Section]]) -> None:
    """Print what was asked for, each section under its title.

    Raises:
        typer.Exit: there is nothing to tell; the reason is printed.
    """
    try:
        found = sections()
    except NothingToExplainError as error:
        raise fail(error) from error
    for title, lines in found:
        console.print(f"\n{title}", style="bold", highlight=False, markup=False, soft_wrap=True)
        for text in lines or ["无 / none"]:
            console.print("  " + text, markup=False, highlight=False, soft_wrap=True)
