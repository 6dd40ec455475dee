"""From a delivered file to the published figures it touched."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from pathlib import Path

from orchestration import words
from orchestration.released import NothingToExplainError, Released, Row, released
from orchestration.version import MANIFEST

Section = tuple[str, list[str]]
SHORTEST_HASH = 8
# Every standard flows through these: what is reached only by them says nothing about one file.
SHARED = ("stg_batches", "stg_questions", "live_batches", "record_parties", "record_links")


def explain_file(root: Path, asked: str) -> list[Section]:
    """Explain a file by its path, name, batch or SHA-256 (also its first digits).

    Raises:
        NothingToExplainError: nothing is published, or no such file was delivered by the as-of day.
    """
    with released(root) as release:
        delivered = release.rows(BATCHES, *_names(asked))
        if not delivered:
            raise NothingToExplainError(f"发布中没有这个文件 / no such file in the release: {asked}")
        return [section for batch in delivered for section in _of_batch(release, batch)]


def _names(asked: str) -> list[str]:
    """Hash, batch, ending of its place: what it may be known by; a file at hand is known by its bytes."""
    path = Path(asked)
    if path.is_file():
        with path.open("rb") as file:
            asked = hashlib.file_digest(file, "sha256").hexdigest()
    prefix = asked.lower() if len(asked) >= SHORTEST_HASH else "no hash"
    return [prefix, asked, "/" + asked.lstrip("/")]


BATCHES = """
    select * from feed_batches
    where starts_with(sha256, ?) or source_uri = ? or ends_with('/' || source_uri, ?)
    order by received_at, feed_id, batch_id
"""
# One pass over the members: the batch is a column of them, so no join and no index is needed.
TOUCHED = """
    select
        m.indicator_id, m.unit, m.part, m.is_main,
        count(*) filter (where m.in_numerator) as numerator,
        count(*) filter (where m.in_denominator and not m.in_numerator) as denominator,
        count(*) filter (where not m.in_denominator and not m.in_numerator) as outside
    from indicator_members as m
    where m.batch_id = ? and m.feed_id = ?
    group by all
    order by all
"""
EVIDENCE = """
    select indicator_id, count(*) as items from indicator_evidence
    where ? in (batch_id, document_batch_id) and feed_id = ? group by all order by all
"""


def _of_batch(release: Released, batch: Row) -> list[Section]:
    touched = release.rows(TOUCHED, batch["batch_id"], batch["feed_id"])
    evidence = release.rows(EVIDENCE, batch["batch_id"], batch["feed_id"])
    own = {row["indicator_id"] for row in (*touched, *evidence)}
    read_by = sorted(lines_reading(batch["standard"]) - own)
    return [
        (f"{batch['source_uri']}", _about(batch)),
        ("触及的数 / figures with members from this file", _figures(release, touched)),
        *(
            [("佐证 / evidence", [f"{row['indicator_id']}  {row['items']} 件" for row in evidence])]
            if evidence
            else []
        ),
        (
            f"也读取数据标准 {batch['standard']} 的指标 / other lines that read this standard",
            [" ".join(read_by)] if read_by else [],
        ),
    ]


def _about(batch: Row) -> list[str]:
    titles = {"rows_read": "读入"} | words.ROW_STATES
    rows = "  ".join(f"{title} {batch[name]:,}" for name, title in titles.items())
    stopped = f"  整件停止 / stopped: {batch['stop_rule']}" if batch["stop_rule"] else ""
    return [
        f"来源 / feed: {batch['feed_id']}  {batch['department']}  标准 / standard: {batch['standard']}",
        f"收到 / received: {batch['received_on']}  批次 / batch: {batch['batch_id']}",
        f"sha256: {batch['sha256']}",
        f"{rows}{'  零报告 / nil return' if batch['nil_return'] else ''}{stopped}",
    ]


def _figures(release: Released, touched: list[Row]) -> list[str]:
    told: dict[str, list[str]] = defaultdict(list)
    for row in touched:
        part = f"[{row['part']}]" if row["part"] else ""
        told[row["indicator_id"]].append(
            f"  {row['unit']}{part}  分子 {row['numerator']:,}  分母未入分子 {row['denominator']:,}  "
            f"不计 {row['outside']:,}"
        )
    lines = []
    for indicator, units in told.items():
        [city] = release.rows(CITY_VALUE, indicator)
        value = words.measured(city)
        lines += [f"{indicator}  全市 {value} {words.STATUS[city['status']]}  {city['standard']}", *units]
    return lines


CITY_VALUE = """
    select v.value, v.status, v.target_value, l.formula, l.value_unit, l.standard
    from indicator_values as v inner join indicators as l on v.indicator_id = l.indicator_id
    where v.indicator_id = ? and v.unit_kind = 'city' and v.is_main
"""


def lines_reading(standard: str) -> set[str]:
    """Lines whose population reads the standard's rows, by the dbt manifest."""
    if not MANIFEST.exists():
        return set()
    children: dict[str, list[str]] = json.loads(MANIFEST.read_text(encoding="utf-8"))["child_map"]
    reached: set[str] = set()
    waiting = [f"model.siku.stg_{standard}", f"model.siku.stg_{standard}__held"]
    while waiting:
        node = waiting.pop()
        if node in reached or node.rsplit(".", 1)[-1] in SHARED:
            continue
        reached.add(node)
        waiting += [child for child in children.get(node, []) if child.startswith("model.")]
    populations = [name for node in reached if (name := node.rsplit(".", 1)[-1]).startswith("pop_")]
    return {name.removeprefix("pop_").replace("_", "-").upper() for name in populations}
