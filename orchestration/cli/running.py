"""What runs: the job, a demonstration city, judging anew, the pages, Dagster's home."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from ingest.catalogue import CatalogueError, load_catalogue
from ingest.desk import fail
from ingest.settings import SHANGHAI, SettingError, as_of_date, data_root, days_of
from orchestration.cli.door import BUSY, alone, console

app = typer.Typer()


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
    for line in done.shortcomings:
        console.print(line, style="red")
    if not done.success and done.anything_new:
        raise fail(
            "已发布,网页或 PostgreSQL 没有做成(见上),上一份不变 / "
            "published, but the site or PostgreSQL failed, see above: the last one stays"
        )
    if not done.success:
        raise fail("refresh 未完成,上次发布不变 / refresh failed, the last release stays")
    if not done.anything_new:
        console.print("没有新数据,未做任何重建 / nothing new: nothing was rebuilt")
    if done.shortcomings:
        raise typer.Exit(1)


@app.command()
def restate(
    period: Annotated[str, typer.Argument(help="月份或数据日期 / a month or as-of day, 2026-10, 2026-10-31")],
    known_on: Annotated[
        str | None,
        typer.Option(help="所知截止日,默认今天 / what was received by then; default today"),
    ] = None,
) -> None:
    """重述已发布的一期:以后来所知重算,变了的记入新的一期 / restate a published day by what is known since."""
    from orchestration.lock import RefreshRunningError  # noqa: PLC0415
    from orchestration.restate import NotPublishedError, report  # noqa: PLC0415
    from orchestration.restate import restate as run  # noqa: PLC0415

    try:
        told = days_of(period, known_on)
        done = run(data_root(), told)
    except RefreshRunningError as error:
        raise fail(error, BUSY) from error
    except (CatalogueError, SettingError, NotPublishedError) as error:
        raise fail(error) from error
    for line in report(done, told):
        console.print(line, soft_wrap=True, highlight=False)


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
def reread(
    feed: Annotated[str | None, typer.Argument(help="来源;不写则全部 / one feed; default all")] = None,
) -> None:
    """按现行标准重新检查已入库的原件 / judge the stored originals anew by the standards as they are now."""
    from ingest.key_mark import key_in_use, mark_key  # noqa: PLC0415
    from ingest.persons import person_key  # noqa: PLC0415
    from ingest.pulling import reread_feed  # noqa: PLC0415

    catalogue = load_catalogue()
    if feed is not None and feed not in catalogue.feeds:
        raise fail(f"没有来源 / no feed {feed!r}; 有 / there are: {', '.join(catalogue.feeds)}")
    with alone() as root:
        try:
            key = key_in_use(root) if feed else person_key(root)
        except SettingError as error:
            raise fail(error) from error
        for one in [catalogue.feeds[feed]] if feed else catalogue.feeds.values():
            done = reread_feed(root, catalogue, one, key, lambda _: None)
            counts = ", ".join(f"{state} {count:,}" for state, count in done.counts.items())
            console.print(f"{one.name}: {len(done.new)} 批 / batches; {counts}", soft_wrap=True)
        if feed is None:
            mark_key(root, key)


@app.command()
def site() -> None:
    """由当前发布重做静态网页 published/site / write the static pages of the current release anew."""
    from orchestration.released import NothingToExplainError  # noqa: PLC0415
    from orchestration.site.build import build_site  # noqa: PLC0415

    try:
        with alone() as root:
            built = build_site(root)
    except NothingToExplainError as error:
        raise fail(error) from error
    told = f"{built.pages} 页 / pages, {built.size / 1e6:.1f} MB, {built.seconds:.1f} s"
    console.print(f"{built.first}\n{told}", soft_wrap=True, highlight=False)


@app.command()
def serve_postgres() -> None:
    """把当前发布装入 SIKU_SERVE_URL 的 PostgreSQL / load the current release into PostgreSQL, and switch."""
    from ingest.connectors.secrets import SecretError, scrub  # noqa: PLC0415
    from orchestration.serving.postgres import ServingError, serve  # noqa: PLC0415
    from orchestration.serving.settings import URL, serving_of  # noqa: PLC0415

    try:
        serving = serving_of()
        if serving is None:
            raise fail(f"没有设定 / not set: {URL}", 2)
        served = serve(data_root() / "published" / f"{serving.audience}.duckdb", serving)
    except (SettingError, SecretError, ServingError) as error:
        raise fail(scrub(str(error))) from None
    for name, rows in served.rows.items():
        console.print(f"{name}  {rows:,}", highlight=False)
    told = "已切换 / switched" if served.new else "已是当前发布,未重装 / served already"
    console.print(f"{serving.place}  {serving.audience}  {served.run_id}  {served.seconds:.1f} s  {told}")


@app.command()
def home() -> None:
    """准备 Dagster 主目录(关闭遥测)/ make the Dagster home, telemetry off."""
    from orchestration.refresh import prepare_home  # noqa: PLC0415

    console.print(str(prepare_home()), soft_wrap=True, highlight=False)  # one line: scripts read it
