"""What a refresh leaves a person to read: rows by state, indicator values, where the files lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table

from orchestration import words
from orchestration.publish import OFFLINE, last_manifest

STATES = ("rows_read", "accepted", "repaired", "question", "unmatched", "rejected", "duplicate")
TITLES = ("读入", "接收", "修正", "存疑", "未关联", "退回", "重复")


def _query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True, config=OFFLINE) as connection:
        return connection.execute(sql).fetchall()


def print_report(root: Path, console: Console) -> None:
    """Print the current release: rows by feed and state, indicator values, files, what to try next."""
    manifest = last_manifest(root)
    if manifest is None:
        console.print("尚无发布 / nothing is published yet: siku refresh")
        return
    restricted = root / "published" / "restricted.duckdb"
    console.print(_batches(restricted))
    console.print(_indicators(restricted))
    console.print(f"数据日期 / as of {manifest['as_of']}   运行 / run {manifest['run_id']}")
    for name, file in manifest["files"].items():
        rows = sum(file["tables"].values())
        console.print(f"  {root / 'published' / name}  {len(file['tables'])} 表 / tables, {rows:,} 行 / rows")


def _batches(path: Path) -> Table:
    sums = ", ".join(f"sum({state})::bigint" for state in STATES)
    rows = _query(
        path,
        f"select feed_id, count(*), {sums} from feed_batches group by all order by feed_id",  # noqa: S608
    )
    table = Table(
        title="批次与行 / batches and rows by state", box=box.SIMPLE, pad_edge=False, padding=(0, 1, 0, 0)
    )
    table.add_column("来源 / feed", no_wrap=True, max_width=26)
    totals = [sum(row[i] or 0 for row in rows) for i in range(1, len(STATES) + 2)]
    for title, total in zip(("批次", *TITLES), totals, strict=True):
        width = max(2 * len(title), len(f"{total:,}"))  # a narrow screen cuts names, never numbers
        table.add_column(title, justify="right", no_wrap=True, min_width=width)
    for feed, *numbers in rows:
        table.add_row(feed, *[f"{number or 0:,}" for number in numbers])
    table.add_section()
    table.add_row("合计 / all", *[f"{number:,}" for number in totals])
    return table


def _indicators(path: Path) -> Table:
    rows = _query(
        path,
        "select v.indicator_id, v.numerator, v.denominator, v.value, v.target_operator, v.target_value,"
        " v.status, v.reason, i.formula from indicator_values as v join indicators as i using (indicator_id)"
        " where v.unit_kind = 'city' and v.is_main order by 1",
    )
    table = Table(title="指标 / indicators(全市)", box=box.SIMPLE, pad_edge=False)
    for name in ("指标", "分子", "分母", "值", "目标", "状态", "说明"):
        table.add_column(name)
    quiet = 0
    for indicator, numerator, denominator, value, operator, target, status, reason, formula in rows:
        if reason == "not yet computed":
            quiet += 1
            continue
        goal = "" if target is None else f"{operator} {float(target):g}"
        shown = "" if value is None else _number(value) if formula == "count" else f"{value:.4%}"
        cells = [indicator, _number(numerator), _number(denominator), shown, goal]
        table.add_row(*cells, words.STATUS.get(status, status), reason or "")
    table.caption = f"其余 {quiet} 项:未知(not yet computed)" if quiet else None
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def print_next(root: Path, console: Console) -> None:
    """One command and one query to try next."""
    console.print("下一步 / try next:")
    console.print("  .venv/bin/siku explain T04-01")
    file = root / "published" / "shared.duckdb"
    query = "select unit, part, value, status from indicator_values where indicator_id = 'T04-01'"
    console.print(f'  .venv/bin/duckdb -readonly {file} "{query}"', soft_wrap=True)
