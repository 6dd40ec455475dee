"""What goes back to departments: wrong codes, refused rows, open questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.catalogue import CatalogueError, load_catalogue
from ingest.desk import fail
from ingest.settings import as_of_date, data_root
from orchestration.cli.door import alone, console, tell_sections

app = typer.Typer()


@app.command()
def codes(
    check: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="只复核这份回传表 / only check this return"),
    ] = None,
    limit: Annotated[int, typer.Option(help="列出多少行 / rows to list")] = 40,
) -> None:
    """重错码:率、计入的行、经复核的纠错回传表 / wrong and double codes, and the checked return."""
    from orchestration import code_return  # noqa: PLC0415

    told: list[code_return.Told] = []

    def tell() -> list[tuple[str, list[str]]]:
        root, day = data_root(), as_of_date()
        told.append(code_return.checked(root, check, day) if check else code_return.codes(root, day, limit))
        return told[0].sections

    tell_sections(tell)
    if told[0].refused:
        raise typer.Exit(1)


@app.command()
def returns() -> None:
    """写退件工作簿 returns/部门/来源/批次.xlsx / the refused rows of each batch, to be corrected."""
    from ingest.returns.writing import returns as folder  # noqa: PLC0415
    from ingest.returns.writing import write_returns  # noqa: PLC0415

    try:
        with alone() as root:
            done = write_returns(root, load_catalogue())
    except CatalogueError as error:
        raise fail(error) from error
    told = f"新写 / new {len(done.new)}, 未变 / kept {done.kept}, 删除 / removed {len(done.removed)}"
    console.print(f"{folder(root)}: {told}", soft_wrap=True, highlight=False)
    if done.failures:
        raise fail("\n".join(done.failures))


@app.command()
def questions(
    owner: Annotated[
        str | None, typer.Argument(help="应由谁处理;不写则列出各单位件数 / who has to act; default all")
    ] = None,
    state: Annotated[str, typer.Option(help="open 待处理、answered 已改正、ignored 不予处理")] = "open",
    limit: Annotated[int, typer.Option(help="列出多少件 / how many to list")] = 50,
) -> None:
    """问题:各单位待处理的件数和最久的一件,或一个单位逐件 / what is asked of whom, and how it stands."""
    from orchestration.questions import questions as run  # noqa: PLC0415

    tell_sections(lambda: run(data_root(), owner, state, limit))
