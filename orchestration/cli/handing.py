"""What is handed out: marts as files, and the log of who got them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.catalogue import Audience
from ingest.desk import fail
from ingest.settings import data_root
from orchestration.cli.door import console

app = typer.Typer()


@app.command()
def export(
    mart: Annotated[str, typer.Argument(help="数据表 / mart, e.g. scorecard_losses")],
    to: Annotated[
        Path, typer.Option(help="目的文件,后缀 xlsx、csv、parquet 定形式 / the suffix is the form")
    ],
    recipient: Annotated[str, typer.Option("--for", help="给谁,记入导出日志 / for whom; it is logged")],
    where: Annotated[list[str] | None, typer.Option(help="条件,可重复 / column=value")] = None,
    audience: Annotated[Audience, typer.Option(help="取自哪个读者范围的文件 / whose file")] = Audience.shared,
) -> None:
    """导出当前发布的一张表给人或机器,并记入日志 / hand out a mart of the release, and log it."""
    from orchestration.release.exports import Asked, Form, filters  # noqa: PLC0415
    from orchestration.release.exports import export as run  # noqa: PLC0415
    from orchestration.release.log import BrokenChainError  # noqa: PLC0415
    from orchestration.released import NothingToExplainError  # noqa: PLC0415

    suffix = to.suffix.removeprefix(".").lower()
    if suffix not in {str(form) for form in Form}:
        raise fail(f"后缀须为 / the suffix must be one of: {' '.join(Form)}", 2)
    try:
        asked = Asked(mart, audience, filters(where or []), Form(suffix), recipient)
        entry = run(data_root(), asked, to)
    except (NothingToExplainError, BrokenChainError, OSError) as error:
        raise fail(error) from error
    told = f"{to}: {entry['rows']} 行 / rows, 日志第 {entry['number']} 条 / entry {entry['number']}"
    console.print(told, soft_wrap=True, highlight=False, markup=False)


@app.command()
def exports() -> None:
    """列出导出日志并逐条核对其链 / list the log of exports, after checking that nobody altered it."""
    from orchestration.release.log import BrokenChainError, entries  # noqa: PLC0415

    try:
        found = entries(data_root())
    except BrokenChainError as error:
        raise fail(error) from error
    for entry in found:
        where = " ".join(f"{name}={value}" for name, value in entry["where"].items()) or "–"
        console.print(
            f"{entry['number']}  {entry['at']}  {entry['by']} → {entry['for']}  {entry['mart']}"
            f"({entry['audience']}) {where}  {entry['rows']} 行  {entry['file']}",
            soft_wrap=True,
            highlight=False,
            markup=False,
        )
    last = found[-1]["seal"] if found else "–"
    console.print(f"{len(found)} 条,链完整 / the chain holds; 末封 / last seal: {last}", soft_wrap=True)
