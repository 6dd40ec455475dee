"""Check one file before it is sent: the verdicts a delivery would get, and nothing is kept.

The file is landed into a data root that exists only meanwhile, with a key that exists only meanwhile, so a
clerk sees exactly what the city would say. No network, no scheduler, no warehouse.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from ingest.catalogue import Feed, FeedLayout, Standard
from ingest.connectors.file_drop import Delivery
from ingest.landing import Workshop, batch_folder
from ingest.manifest import Manifest, SheetRead
from ingest.readers.model import MESSAGES
from ingest.returns.refused import has_refused, refused_sheets
from ingest.returns.rows import SELF_CHECK
from ingest.returns.workbook import write_workbook

FINDINGS_SHOWN = 200  # more than a clerk corrects in one sitting; the rest is counted by rule
SHOWN = ["source_sheet", "source_row", "column", "rule_id", "severity", "message_zh", "message_en"]
# What a terminal obeys instead of showing: C0, DEL, C1 (ECMA-48), and the marks that turn text around.
CONTROLS = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
STATES = {
    "accepted": "接收 accepted",
    "repaired": "修正 repaired",
    "question": "存疑 question",
    "rejected": "退回 rejected",
    "duplicate": "重复 duplicate",
}


@dataclass(frozen=True)
class Checked:
    """What is said of a file, line by line, and whether it may be sent as it stands.

    Attributes:
        lines: to be printed as they are; control characters of the file are written out.
        clean: the file was read as a whole and no row is in question or refused. Repairs, notes and rows
            that stand twice ask nothing of the sender.
    """

    lines: list[str]
    clean: bool


def check_file(path: Path, standard: Standard, workbook: Path | None = None) -> Checked:
    """Judge a file by a standard as landing would, without keeping anything.

    Args:
        path: the file.
        standard: what it is judged by.
        workbook: where to write the return workbook the city would write, if there is anything to return.
            Its row ids lead nowhere: what is sent afterwards is the file itself, put right.

    Raises:
        OSError: the file cannot be read, or there is no room for a temporary copy.
    """
    feed = _throw_away_feed(standard)
    with tempfile.TemporaryDirectory(prefix="siku-check-") as folder:
        workshop = Workshop(Path(folder), standard, feed, secrets.token_bytes(32))
        manifest = workshop.land(Delivery(path, path.name, datetime.now(UTC))).manifest
        batch = batch_folder(Path(folder), feed, manifest.batch_id)
        findings = pl.read_parquet(batch / "questions.parquet", columns=SHOWN)
        written = workbook is not None and has_refused(manifest)
        if workbook is not None and written:
            write_workbook(
                workbook, manifest, standard, feed, refused_sheets(batch, manifest, standard, feed)
            )
    lines = [*_recognised(manifest, standard, feed), *_findings(manifest, findings, standard)]
    if written:
        lines.append(f"有问题的行已写入 / refused rows were written to: {workbook}")
    clean = manifest.state == "landed" and manifest.question + manifest.rejected == 0
    return Checked([line.translate(CONTROLS) for line in lines], clean)


def _throw_away_feed(standard: Standard) -> Feed:
    """A feed without habits of its own; what a real feed would declare gets the first allowed value."""
    constants = {c.name: next(iter(c.codes)) for c in standard.columns if c.is_declared_by_feed}
    return Feed(
        name=SELF_CHECK,
        title="报送前自查",
        department="自查",
        standard=standard.name,
        cadence="year",
        due_day=1,
        mode="changes",
        layout=FeedLayout(constants=constants, declared_order=None),
        valid_from=date(1900, 1, 1),
    )


def _recognised(manifest: Manifest, standard: Standard, feed: Feed) -> list[str]:
    lines = [
        f"文件 / file: {manifest.source_uri}  {manifest.bytes:,} 字节 / bytes",
        f"数据标准 / standard: {standard.title} ({standard.name})",
    ]
    if manifest.container:
        encoding = f"，编码 / encoding {manifest.encoding}" if manifest.encoding else ""
        lines.append(f"识别为 / recognised as: {manifest.container}{encoding}")
    for sheet in manifest.sheets:
        lines += _sheet(sheet, standard, is_message=manifest.container in MESSAGES)
    if feed.layout.constants and manifest.sheets:
        declared = _titles(feed.layout.constants, standard)
        lines.append(f"  由来源声明、不在文件中 / declared by the feed: {declared}")
    if manifest.state == "landed":
        counts = "，".join(f"{label} {getattr(manifest, state):,}" for state, label in STATES.items())
        lines.append(f"读入 / rows read: {manifest.rows_read:,}；{counts}")
    return lines


def _sheet(sheet: SheetRead, standard: Standard, *, is_message: bool) -> list[str]:
    titles = {column.name: column.title for column in standard.columns}
    # our own columns in a return workbook are no column of the standard
    known = {read: name for read, name in sheet.mapping.items() if name in titles}
    where = f"工作表 / sheet {sheet.sheet}，" if sheet.sheet else ""
    header = f"表头在第 {sheet.header_row} 行 / header in row {sheet.header_row}"
    if is_message:
        where, header = "", f"记录在 / records at {sheet.sheet}"
    lines = [f"  {where}{header}，认出 {len(known)} 列 / {len(known)} columns known"]
    renamed = {read: name for read, name in known.items() if read.strip() != titles[name]}
    lines += [f"    “{read}” → {titles[name]} ({name})" for read, name in renamed.items()]
    if sheet.extra_columns:
        extra = "、".join(f"“{title}”" for title in sheet.extra_columns)
        lines.append(f"    标准中没有的列，照原样保留 / unknown columns, kept as read: {extra}")
    expected = [column.name for column in standard.columns if not column.is_declared_by_feed]
    if absent := [name for name in expected if name not in sheet.mapping.values()]:
        lines.append(f"    文件中没有的列 / columns not in the file: {_titles(absent, standard)}")
    return lines


def _titles(names: Collection[str], standard: Standard) -> str:
    return "、".join(column.title for column in standard.columns if column.name in names)


def _findings(manifest: Manifest, findings: pl.DataFrame, standard: Standard) -> list[str]:
    """What stops the file first, then rows in their order; what is over the limit as counts by rule."""
    if findings.is_empty():
        return ["没有发现问题 / nothing to say: 可以报送 / it can be sent"]
    titles = {column.name: column.title for column in standard.columns}
    is_row = pl.col("severity") != "stop"
    ordered = findings.sort(is_row, "source_sheet", "source_row", maintain_order=True)
    shown = ordered.head(FINDINGS_SHOWN).iter_rows(named=True)
    is_message = manifest.container in MESSAGES
    lines = [_line(manifest.source_uri, found, titles, is_message=is_message) for found in shown]
    rest = ordered.slice(FINDINGS_SHOWN)
    if rest.height:
        by_rule = rest.group_by("rule_id").len().sort("len", "rule_id", descending=[True, False])
        counts = "，".join(f"{rule_id} {count:,}" for rule_id, count in by_rule.iter_rows())
        lines.append(f"另有 {rest.height:,} 条未列出 / {rest.height:,} more not shown: {counts}")
    return lines


def _line(file: str, found: dict[str, object], titles: dict[str, str], *, is_message: bool) -> str:
    """``file 工作表 第 n 行 列: 中文 / English [RULE]``; what does not apply is left out."""
    column = str(found["column"]) if found["column"] else ""
    place = [
        file,
        f"{'' if is_message else '工作表 '}{found['source_sheet']}" if found["source_sheet"] else "",
        f"第 {found['source_row']} {'条' if is_message else '行'}" if found["source_row"] else "",
        f"列“{titles.get(column, column)}”({column})" if column else "",
    ]
    where = " ".join(filter(None, place))
    stop = "整件停止 / file stopped: " if found["severity"] == "stop" else ""
    return f"{where}: {stop}{found['message_zh']} / {found['message_en']} [{found['rule_id']}]"
