"""What was published of a line over time: every edition, why it was restated, a small plot."""

from __future__ import annotations

from pathlib import Path

from ingest.catalogue import load_catalogue
from orchestration import words
from orchestration.editions import all_editions, brought
from orchestration.line_inputs import line_inputs
from orchestration.released import NothingToExplainError, Row, released
from orchestration.sparkline import spark
from orchestration.version import MANIFEST

Section = tuple[str, list[str]]


def history(root: Path, indicator: str, unit: str | None = None, part: str | None = None) -> list[Section]:
    """The editions of one figure, oldest first.

    Raises:
        NothingToExplainError: nothing is published, or no such indicator, unit or part.
    """
    with released(root) as release:
        line = release.line(indicator)
        rows = release.rows(EDITIONS, indicator, unit or words.CITY, part)
        if not rows:
            wanted = " ".join(filter(None, [indicator, unit, part]))
            raise NothingToExplainError(f"没有历史 / no history of {wanted}")
        newest = {
            row["as_of_date"]: row["value"] for row in rows
        }  # editions come in order: the last one stays
        title = f"{indicator} {line['standard']}  {unit or words.CITY}{f'[{part}]' if part else ''}"
        return [
            (title, [spark(list(newest.values()))]),
            (
                "各期 / editions(数据日期、期次、所知截止日、发布日、值、状态、缘由)",
                [_edition(row) for row in rows],
            ),
            ("重述所依的来文 / deliveries behind a restatement", _deliveries(root, indicator, rows)),
        ]


def _deliveries(root: Path, indicator: str, rows: list[Row]) -> list[str]:
    """What came between the editions of a figure, of the standards its line is counted from."""
    restated = {(row["as_of_date"], row["edition"]) for row in rows if row["cause"]}
    kept = [edition for edition in all_editions(root) if (edition.as_of_date, edition.edition) in restated]
    standards = line_inputs(load_catalogue(), MANIFEST)[indicator] if kept else frozenset()
    return [
        f"{edition.as_of_date}  第 {edition.edition} 期  {one.feed_id}  {Path(one.source_uri).name}"
        f"  收到 {one.received_on}  批次 {one.batch_id}"
        for edition in kept
        for one in brought(root, edition)
        if one.standard in standards
    ]


EDITIONS = """
    select h.*, f.formula, i.value_unit
    from indicator_history as h
    inner join indicators as i on h.indicator_id = i.indicator_id
    -- how a figure beside a line is counted is said with today's figures
    left join (
        select indicator_id, part, any_value(formula) as formula from indicator_values group by all
    ) as f
        on h.indicator_id = f.indicator_id and h.part is not distinct from f.part
    where h.indicator_id = ? and h.unit = ? and h.part is not distinct from ?
    order by h.as_of_date, h.edition
"""


def _edition(row: Row) -> str:
    head = (
        f"{row['as_of_date']}  第 {row['edition']} 期  所知至 {row['known_on']}  发布 {row['published_on']}"
    )
    code = f" {row['cause']}" if row["cause"] else ""
    tail = f"{words.cause(row['cause'])}{code}  运行 {row['run_id'][:8]}"
    if row["is_withdrawn"]:
        return f"{head}  撤回 / withdrawn  {tail}"
    value = words.measured(row)
    status = f"{words.STATUS[row['status']]} {words.reason(row['reason'], row['detail'])}".rstrip()
    return f"{head}  {words.counts(row):>17}  {value:>10}  {status}  {tail}"
