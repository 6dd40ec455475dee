"""What is wrong with landed rows, as tables and small plots beside an asset; personal numbers are masked."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from ingest.landing import landing
from ingest.manifest import Manifest
from orchestration import words
from orchestration.sparkline import spark

# as much as Dagster's window shows without scrolling
RULES_SHOWN = 10
LONGEST = 60
WEEKS, MONTHS = 13, 24
NONE = "无 / none"
WHOLE = "\u2060"  # word joiner: a narrow column breaks no word of two characters
HEADER = "| 规则 | 列 | 程\u2060度 | 行\u2060数 | 近 13 周 | 例 | 例在何处 |\n|---|---|---|---|---|---|---|"
GROUPS = ("feed_id", "rule_id", "column", "severity")


def issue_table(root: Path, manifests: Sequence[Manifest], as_of: date) -> str:
    """Markdown: what the rules found in these batches, most frequent first, each with a file and a row.

    Args:
        root: the data root.
        manifests: batches of one standard, oldest first.
        as_of: the last day of the weeks that are drawn.
    """
    names = {manifest.batch_id: manifest.source_uri for manifest in manifests}
    files = [landing(root) / m.standard / m.feed_id / m.batch_id / "questions.parquet" for m in manifests]
    found = _found([path for path in files if path.exists()], as_of)
    lines = [_line(row, names) for row in found.head(RULES_SHOWN).iter_rows(named=True)]
    more = found.height - len(lines)
    rest = [f"\n另有 {more} 种 / and {more} more kinds"] if more else []
    return "\n".join([HEADER, *lines, *rest]) if lines else NONE


def _found(files: list[Path], as_of: date) -> pl.DataFrame:
    if not files:
        return pl.DataFrame()
    ago = (pl.lit(as_of) - pl.col("received_on")).dt.total_days() // 7
    return (
        pl.scan_parquet(files, missing_columns="insert")
        .sort("received_on", "batch_id", "source_sheet", "source_row", "message_zh")
        .group_by(GROUPS)
        .agg(
            rows=pl.len(),
            weeks=ago,
            example=pl.col("message_zh").last(),
            batch_id=pl.col("batch_id").last(),
            sheet=pl.col("source_sheet").last(),
            row=pl.col("source_row").last(),
        )
        .sort(pl.col("rows"), *GROUPS, descending=[True, *(False for _ in GROUPS)])
        .collect()
    )


def _line(row: dict[str, Any], names: dict[str, str]) -> str:
    weeks = Counter(row["weeks"])
    drawn = spark([float(weeks[ago]) for ago in reversed(range(WEEKS))])
    place = names[row["batch_id"]].removeprefix("inbox/")
    place += f" 工作表 {row['sheet']}" if row["sheet"] else ""
    place += f" 第 {row['row']} 行" if row["row"] is not None else " 整个文件"
    cells = [row["rule_id"], row["column"], WHOLE.join(words.SEVERITY[row["severity"]]), row["rows"]]
    # a message may be cut, a place may not: the row stands at its end
    told = [*map(cell, cells), f"`{drawn}`", cell(row["example"]), escaped(place)]
    return f"| {' | '.join(told)} |"


def cell(value: object) -> str:
    """A value as the text of a table's cell: what a sender wrote becomes no markup, link or picture."""
    text = " ".join(("" if value is None else str(value)).split())
    return escaped(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def escaped(text: str) -> str:
    """The same at any length."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~])", r"\\\1", html.escape(text, quote=False))


def rows_by_month(manifests: Sequence[Manifest], as_of: date) -> str:
    """A small plot: rows that arrived in each of the last months, then the share of them that was held."""
    months = _months(as_of)
    read: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for manifest in manifests:
        month = f"{manifest.received_on:%Y-%m}"
        read[month] += manifest.rows_read
        held[month] += manifest.question + manifest.rejected
    shares = [held[month] / read[month] if read[month] else None for month in months]
    return (
        f"来文行数 `{spark([float(read[month]) for month in months])}`\n\n"
        f"留置比例 `{spark(shares)}`\n\n{months[0]} – {months[-1]};· 为该月没有来文"
    )


def _months(as_of: date) -> list[str]:
    first = as_of.replace(day=1)
    months = []
    for _ in range(MONTHS):
        months.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return months[::-1]
