"""What a refresh leaves a person to read: rows by state, indicator values, where the files lie."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from orchestration import words
from orchestration.release.files import last_manifest
from orchestration.released import released
from orchestration.terminal import Section, print_sections


def print_report(root: Path, console: Console) -> None:
    """Print the current release: rows by feed and state, indicator values, files, what to try next."""
    manifest = last_manifest(root)
    if manifest is None:
        console.print("尚无发布 / nothing is published yet: siku refresh")
        return
    print_sections(lambda: _batches(root))
    console.print(_indicators(root))
    console.print(f"数据日期 / as of {manifest['as_of']}   运行 / run {manifest['run_id']}")
    for name, file in manifest["files"].items():
        rows = sum(file["tables"].values())
        console.print(f"  {root / 'published' / name}  {len(file['tables'])} 表 / tables, {rows:,} 行 / rows")


def _batches(root: Path) -> list[Section]:
    sums = ", ".join(f"sum({state})::bigint as {state}" for state in ("rows_read", *words.ROW_STATES))
    sql = f"select {{}}, count(*) as batches, {sums} from feed_batches group by all order by 1"  # noqa: S608
    with released(root) as release:
        rows = [
            row for names in ("feed_id", "'合计 / all' as feed_id") for row in release.rows(sql.format(names))
        ]
    width = max((len(row["feed_id"]) for row in rows), default=0)
    lines = [f"{row['feed_id']:<{width}}  {row['batches']:>4} 批  {words.conserved(row)}" for row in rows]
    return [("批次与行 / batches and rows by state", lines)]


def _indicators(root: Path) -> Table:
    with released(root) as release:
        rows = release.rows(
            "select v.*, i.value_unit from indicator_values as v"
            " inner join indicators as i on v.indicator_id = i.indicator_id"
            " where v.unit_kind = 'city' and v.is_main order by v.indicator_id"
        )
    table = Table(title="指标 / indicators(全市)", box=box.SIMPLE, pad_edge=False)
    for name in ("指标", "分子", "分母", "值", "目标", "状态", "说明"):
        table.add_column(name)
    for row in rows:
        reason = row["reason"]
        goal = words.goal(row["target_operator"], row["target_value"], row["formula"])
        counts = [words.number(row[name]) for name in ("numerator", "denominator")]
        cells = [row["indicator_id"], *counts, words.measured(row), goal]
        table.add_row(
            *cells, words.STATUS.get(row["status"], row["status"]), words.REASON.get(reason, reason or "")
        )
    return table


def print_next(root: Path, console: Console) -> None:
    """One command and one query to try next."""
    console.print("下一步 / try next:")
    console.print("  .venv/bin/siku explain T04-01")
    file = root / "published" / "shared.duckdb"
    query = "select unit, part, value, status from indicator_values where indicator_id = 'T04-01'"
    console.print(f'  .venv/bin/duckdb -readonly {file} "{query}"', soft_wrap=True)
