"""What every command prints with: sections of lines, and a failure with its exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer
from rich.console import Console

from orchestration.released import NothingToExplainError

Section = tuple[str, list[str]]
console = Console()


def fail(message: object, code: int = 1) -> typer.Exit:
    """The exit of a command that could not do it; the message goes to the error stream."""
    Console(stderr=True).print(str(message), style="red", highlight=False, soft_wrap=True, markup=False)
    return typer.Exit(code)


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
