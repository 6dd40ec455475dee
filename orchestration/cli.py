"""The command ``siku``: a thin door to the same functions the Dagster job uses."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ingest import desk
from ingest.catalogue import CatalogueError, load_catalogue
from ingest.desk import fail
from ingest.settings import SHANGHAI, SettingError, as_of_date, data_root

# Windows code pages must not decide how Chinese is written, here or in a process we start.
os.environ.setdefault("PYTHONUTF8", "1")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and those may hold personal numbers
    help="四库:城市公共信用数据管道 / a city's public-credit data pipeline",
)
app.add_typer(desk.app)  # the commands that need no warehouse
console = Console()
BUSY = 3


@app.command()
def refresh() -> None:
    """运行 refresh:取数、建库、检查、发布 / pull all feeds, build, check, publish."""
    from orchestration.lock import RefreshRunningError  # noqa: PLC0415
    from orchestration.refresh import refresh as run  # noqa: PLC0415

    try:
        done = run()
    except RefreshRunningError as error:
        raise fail(error, BUSY) from error
    except (CatalogueError, SettingError) as error:
        raise fail(error) from error
    if done.failing_feeds:
        console.print(
            f"以下来源出错,其余照常 / feeds that failed: {', '.join(done.failing_feeds)}", style="red"
        )
    if not done.success and done.anything_new:
        raise fail("已发布,网页没有做成,上一份网页不变 / published, but the site failed: the last site stays")
    if not done.success:
        raise fail("refresh 未完成,上次发布不变 / refresh failed, the last release stays")
    if not done.anything_new:
        console.print("没有新数据,未做任何重建 / nothing new: nothing was rebuilt")
    if done.failing_feeds:
        raise typer.Exit(1)


@app.command()
def simulate(
    seed: Annotated[int, typer.Option(help="随机种子 / same seed, same city")] = 1,
    scale: Annotated[float, typer.Option(help="规模,1 为演示城市 / 1 is the demonstration city")] = 1.0,
    as_of: Annotated[str | None, typer.Option(help="数据日期 / last day of the city's life")] = None,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="收件箱已有文件则不动")] = False,
) -> None:
    """生成演示城市的来文 / write a demonstration city's files into the inbox."""
    from simulator.main import simulate as run  # noqa: PLC0415

    root = data_root()
    if if_empty and any((root / "inbox").rglob("*.*")):
        console.print(f"收件箱已有来文,不再生成 / the inbox is not empty: {root / 'inbox'}")
        return
    day = date.fromisoformat(as_of) if as_of else as_of_date()
    if day > datetime.now(SHANGHAI).date():
        # a delivery is received when its file is written, and that cannot be in the future
        raise fail(f"数据日期不能晚于今天 / the as-of day must not lie in the future: {day}")
    run(root, seed, scale, day, console.print)


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
    from ingest.manifest import batches  # noqa: PLC0415

    newest = {manifest.feed_id: manifest for manifest in batches(data_root())}
    table = Table(title=f"来源 / feeds  {data_root()}")
    for name in ("来源", "部门", "最近收到", "读入", "接收", "修正", "存疑", "退回", "重复", "说明"):
        table.add_column(name)
    for feed in load_catalogue().feeds.values():
        m = newest.get(feed.name)
        if m is None:
            table.add_row(feed.name, feed.department, "从未 / never")
            continue
        numbers = [m.rows_read, m.accepted, m.repaired, m.question, m.rejected, m.duplicate]
        table.add_row(
            feed.name, feed.department, m.received_on.isoformat(), *map(str, numbers),
            m.stop.message_zh if m.stop else "",
        )  # fmt: skip
    console.print(table)


@app.command()
def reread(
    feed: Annotated[str | None, typer.Argument(help="来源;不写则全部 / one feed; default all")] = None,
) -> None:
    """按现行标准重新检查已入库的原件 / judge the stored originals anew by the standards as they are now."""
    from ingest.persons import person_key  # noqa: PLC0415
    from ingest.pulling import reread_feed  # noqa: PLC0415
    from orchestration.lock import RefreshRunningError, refresh_lock  # noqa: PLC0415

    root, catalogue = data_root(), load_catalogue()
    if feed is not None and feed not in catalogue.feeds:
        raise fail(f"没有来源 / no feed {feed!r}; 有 / there are: {', '.join(catalogue.feeds)}")
    try:
        with refresh_lock(root):
            for one in [catalogue.feeds[feed]] if feed else catalogue.feeds.values():
                done = reread_feed(root, catalogue, one, person_key(root), lambda _: None)
                counts = ", ".join(f"{state} {count:,}" for state, count in done.counts.items())
                console.print(f"{one.name}: {len(done.new)} 批 / batches; {counts}", soft_wrap=True)
    except RefreshRunningError as error:
        raise fail(error, BUSY) from error


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
        _print_sections(lambda: explain_file(data_root(), file))
    elif indicator is not None:
        _print_sections(lambda: run(data_root(), Asked(indicator, unit, part, member, limit)))


@app.command()
def history(
    indicator: Annotated[str, typer.Argument(help="指标编号 / e.g. T15-01")],
    unit: Annotated[str | None, typer.Option(help="单位或县区;不写为全市 / default the city")] = None,
    part: Annotated[str | None, typer.Option(help="分项 / part")] = None,
) -> None:
    """发布过的各期和重述缘由 / what was published over time, and why it was restated."""
    from orchestration.history import history as run  # noqa: PLC0415

    _print_sections(lambda: run(data_root(), indicator, unit, part))


@app.command()
def forecast(
    indicator: Annotated[str | None, typer.Argument(help="指标编号;不写则列出所有差额 / default all")] = None,
) -> None:
    """离目标还差多少,分到各单位,补上以后怎样 / what is needed by year end, unit by unit; no actuals."""
    from orchestration.forecast import forecast as run  # noqa: PLC0415

    _print_sections(lambda: run(data_root(), indicator))


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

    _print_sections(lambda: run(data_root(), unit, month, limit))


@app.command()
def audit(
    unit: Annotated[str | None, typer.Option(help="单位;不写为全部 / one unit; default all")] = None,
    month: Annotated[str | None, typer.Option(help="决定月份,如 2026-10;不写为全部")] = None,
    found: Annotated[int, typer.Option(min=0, help="抽查中查出未报的件数 / omissions in the sample")] = 0,
    limit: Annotated[int, typer.Option(min=0, help="列出多少条线索 / candidates to list")] = 20,
) -> None:
    """双公示对账与漏报核查:产生、报送、公示、接收,漏报线索,抽样方案和上限 / omission audit."""
    from orchestration.audit import audit as run  # noqa: PLC0415

    _print_sections(lambda: run(data_root(), unit, month, found, limit))


def _print_sections(sections: Callable[[], list[tuple[str, list[str]]]]) -> None:
    from orchestration.terminal import print_sections  # noqa: PLC0415

    print_sections(sections)


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

    _print_sections(tell)
    if told[0].refused:
        raise typer.Exit(1)


@app.command()
def returns() -> None:
    """写退件工作簿 returns/部门/来源/批次.xlsx / the refused rows of each batch, to be corrected."""
    from ingest.returns.writing import returns as folder  # noqa: PLC0415
    from ingest.returns.writing import write_returns  # noqa: PLC0415
    from orchestration.lock import RefreshRunningError, refresh_lock  # noqa: PLC0415

    root = data_root()
    try:
        with refresh_lock(root):
            done = write_returns(root, load_catalogue())
    except RefreshRunningError as error:
        raise fail(error, BUSY) from error
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
    from orchestration.released import NothingToExplainError  # noqa: PLC0415

    try:
        console.print(run(data_root(), owner, state, limit), markup=False)
    except NothingToExplainError as error:
        raise fail(error) from error


@app.command()
def site() -> None:
    """由当前发布重做静态网页 published/site / write the static pages of the current release anew."""
    from orchestration.lock import RefreshRunningError, refresh_lock  # noqa: PLC0415
    from orchestration.released import NothingToExplainError  # noqa: PLC0415
    from orchestration.site.build import build_site  # noqa: PLC0415

    root = data_root()
    try:
        with refresh_lock(root):
            built = build_site(root)
    except RefreshRunningError as error:
        raise fail(error, BUSY) from error
    except NothingToExplainError as error:
        raise fail(error) from error
    told = f"{built.pages} 页 / pages, {built.size / 1e6:.1f} MB, {built.seconds:.1f} s"
    console.print(f"{built.first}\n{told}", soft_wrap=True, highlight=False)


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
def home() -> None:
    """准备 Dagster 主目录(关闭遥测)/ make the Dagster home, telemetry off."""
    from orchestration.refresh import prepare_home  # noqa: PLC0415

    console.print(str(prepare_home()), soft_wrap=True, highlight=False)  # one line: scripts read it
