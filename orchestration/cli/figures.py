"""Figures taken apart: members, history, forecast, scorecards, the omission audit."""

from __future__ import annotations

from typing import Annotated

import typer

from ingest.desk import fail
from ingest.settings import data_root
from orchestration.cli.door import tell_sections

app = typer.Typer()


@app.command()
def explain(  # noqa: PLR0917 - each option is a question somebody asks
    indicator: Annotated[str | None, typer.Argument(help="指标编号 / e.g. T04-01")] = None,
    unit: Annotated[str | None, typer.Option(help="单位或县区 / unit or district; default all")] = None,
    part: Annotated[str | None, typer.Option(help="分项 / part")] = None,
    member: Annotated[
        str | None,
        typer.Option("--member", "-n", help="序号、主体或记录编号 / position, subject or record"),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(help="反查:路径、名称、批次或 SHA-256 / figures a file touched"),
    ] = None,
    limit: Annotated[int, typer.Option(help="列出多少成员 / members to list")] = 20,
) -> None:
    """拆开一个数,或反查一个文件触及哪些数 / take a figure apart, or see which figures a file touched."""
    from orchestration.explain import Asked  # noqa: PLC0415
    from orchestration.explain import explain as run  # noqa: PLC0415
    from orchestration.explain_file import explain_file  # noqa: PLC0415

    if (indicator is None) == (file is None):
        raise fail("给一个指标编号,或用 --file 给一个文件 / name an indicator, or a file with --file", 2)
    if file is not None:
        tell_sections(lambda: explain_file(data_root(), file))
    elif indicator is not None:
        tell_sections(lambda: run(data_root(), Asked(indicator, unit, part, member, limit)))


@app.command()
def history(
    indicator: Annotated[str, typer.Argument(help="指标编号 / e.g. T15-01")],
    unit: Annotated[str | None, typer.Option(help="单位或县区;不写为全市 / default the city")] = None,
    part: Annotated[str | None, typer.Option(help="分项 / part")] = None,
) -> None:
    """发布过的各期和重述缘由 / what was published over time, and why it was restated."""
    from orchestration.history import history as run  # noqa: PLC0415

    tell_sections(lambda: run(data_root(), indicator, unit, part))


@app.command()
def forecast(
    indicator: Annotated[str | None, typer.Argument(help="指标编号;不写则列出所有差额 / default all")] = None,
) -> None:
    """离目标还差多少,分到各单位,补上以后怎样 / what is needed by year end, unit by unit; no actuals."""
    from orchestration.forecast import forecast as run  # noqa: PLC0415

    tell_sections(lambda: run(data_root(), indicator))


@app.command()
def scorecard(
    unit: Annotated[
        str | None, typer.Argument(help="单位;不写则列出各单位总分 / one unit; default all")
    ] = None,
    month: Annotated[str | None, typer.Option(help="月份,如 2026-10;不写为最近一月")] = None,
    limit: Annotated[int, typer.Option(help="每项列出多少件失分 / losses to list for each item")] = 5,
) -> None:
    """考核评分:各单位总分,或一个单位逐项得分、每一分失在哪一行 / scorecards, each lost point with its row."""
    from orchestration.scorecard import scorecard as run  # noqa: PLC0415

    tell_sections(lambda: run(data_root(), unit, month, limit))


@app.command()
def audit(
    unit: Annotated[str | None, typer.Option(help="单位;不写为全部 / one unit; default all")] = None,
    month: Annotated[str | None, typer.Option(help="决定月份,如 2026-10;不写为全部")] = None,
    found: Annotated[
        int | None, typer.Option(min=0, help="假设抽查查出几件未报 / suppose so many omissions in the sample")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="列出多少条线索 / candidates to list")] = 20,
) -> None:
    """双公示对账与漏报核查:产生、报送、公示、接收,漏报线索,抽样方案和上限 / omission audit."""
    from orchestration.audit import audit as run  # noqa: PLC0415

    tell_sections(lambda: run(data_root(), unit, month, found, limit))
