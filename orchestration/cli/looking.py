"""What lies here: the release, each feed's newest delivery, the catalogue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ingest.catalogue import CatalogueError, load_catalogue
from ingest.desk import fail
from ingest.disk import replace_whole
from ingest.settings import SHANGHAI, as_of_date, data_root
from orchestration.cli.door import console, tell_sections

app = typer.Typer()


@app.command()
def report(show_next: Annotated[bool, typer.Option("--next", help="附下一步命令")] = False) -> None:
    """打印当前发布的批次、指标和文件 / what the current release holds."""
    from orchestration.report import print_next, print_report  # noqa: PLC0415

    print_report(data_root(), console)
    if show_next:
        print_next(data_root(), console)


@app.command()
def status() -> None:
    """各来源最近一次来文、各状态行数 / newest delivery and rows by state for each feed."""
    from orchestration.status import status as run  # noqa: PLC0415

    tell_sections(lambda: run(data_root(), load_catalogue()))


@app.command()
def duty(
    to: Annotated[
        Path | None, typer.Option(help="写成这个文件,不打印 / write this file instead", dir_okay=False)
    ] = None,
) -> None:
    """值班日报:发布、迟报、停止、问题、检查、磁盘;有要处理的退出码为 1 / the duty officer's page."""
    from orchestration.duty import duty as run  # noqa: PLC0415
    from orchestration.refresh import prepare_home  # noqa: PLC0415
    from orchestration.released import NothingToExplainError  # noqa: PLC0415

    prepare_home()
    try:
        page, to_do = run(data_root(), datetime.now(SHANGHAI))
    except NothingToExplainError as error:
        raise fail(error) from error
    if to:
        replace_whole(to, page.encode())
    else:
        console.print(page, markup=False, highlight=False, soft_wrap=True)
    if to_do:
        raise typer.Exit(1)


@app.command()
def catalogue() -> None:
    """检查并列出数据标准和来源 / check and list standards and feeds."""
    try:
        found = load_catalogue()
    except CatalogueError as error:
        raise fail(error) from error
    for name, standard in found.standards.items():
        feeds = ", ".join(feed.name for feed in found.feeds_of(name)) or "-"
        console.print(
            f"{name}  {standard.title}  {len(standard.columns)} 列 / columns  ← {feeds}", soft_wrap=True
        )


@app.command()
def dictionary(
    to: Annotated[Path, typer.Option(help="写到这个目录 / into this folder", file_okay=False)] = Path(
        "dictionary"
    ),
) -> None:
    """写出数据字典:标准、来源、规则、发布的表 / the data dictionary as a page and a workbook."""
    from orchestration.dictionary.write import write  # noqa: PLC0415
    from orchestration.version import code_version  # noqa: PLC0415

    try:
        paths = write(to, f"代码版本 {code_version()}")
    except (CatalogueError, OSError) as error:
        raise fail(f"写不出 / cannot write: {error}") from error
    for path in paths:
        console.print(str(path), soft_wrap=True)


@app.command()
def lookup(
    code: Annotated[str, typer.Argument(help="统一社会信用代码 / unified social credit code")],
) -> None:
    """查一个代码现在有哪些信用状态、至何日 / a code's states and how long each holds; for service halls."""
    from orchestration.lookup import FILE, lookup_sections  # noqa: PLC0415

    tell_sections(lambda: lookup_sections(data_root() / "published" / FILE, code, as_of_date()))
