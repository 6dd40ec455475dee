"""Nil returns (无数据上报): a sender says that there was nothing this period, which is not sending nothing.

Said by the name of the file, or by a cell or line that says nothing else. A template's instructions also talk
of nil returns, so words within a sentence declare nothing. An empty file without the words is empty, no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from ingest.manifest import Manifest
from ingest.readers import FileFinding, Reading

WORDS = (
    r"无数据上报|无数据报送|本期无数据|本(?:日|周|月|季|季度|半年|年|年度)无(?:新增)?数据"
    r"|本(?:期|日|周|月|季|季度|半年|年|年度)无(?:新增|产生)"
)
LONGEST = 4096  # bytes of a file that holds a declaration and no table; a longer text is something else
MARKS = r"[\s:：,，.。!！;；、\-—_()（）\[\]【】〔〕]+"
YEAR = r"(?P<year>20\d{2})"
# What names a period, by the length of what it names. Days first: a day begins like its month, and the day
# in a file's name is mostly that of its sending, which names no month.
PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (length, re.compile(YEAR + form))
    for length, form in (
        ("day", r"\s*[-/.年]\s*(?P<month>0?[1-9]|1[0-2])\s*[-/.月]\s*(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)日?"),
        ("day", r"(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
        ("quarter", r"\s*年?\s*第?\s*(?P<quarter>[一二三四1-4])\s*季度"),
        ("quarter", r"\s*-?\s*[Qq](?P<quarter>[1-4])"),
        ("half-year", r"\s*年?\s*(?P<half>[上下])半年"),
        ("month", r"\s*(?:[-/.]|年)\s*(?P<month>0?[1-9]|1[0-2])(?!\d)\s*(?:月份?)?"),
        ("month", r"(?P<month>0[1-9]|1[0-2])(?!\d)"),
        ("year", r"\s*年度?"),
    )
)
# What a file that only declares a nil return is stopped for: it is no table, or a header above one cell.
ALIGNMENT = "FILE-ALIGNMENT"
NO_TABLE = ("FILE-EMPTY", "FILE-HEADER", ALIGNMENT)
HEADER_ONLY = "FILE-HEADER-ONLY"
NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


@dataclass(frozen=True)
class NilReturn:
    """A declaration, and the first day of the period it names; none: the period that was due when it came."""

    period: date | None


def is_declaration(text: str) -> bool:
    """Whether a cell or line is a declaration: the words, a period, marks, and nothing else."""
    for _, form in PERIODS:
        text = form.sub("", text)
    return re.fullmatch(WORDS, re.sub(MARKS, "", text)) is not None


def named_so(name: str) -> bool:
    """Whether a file's name declares it."""
    return re.search(WORDS, PurePosixPath(name).stem) is not None


def declare(manifest: Manifest, original: Path, cadence: str) -> FileFinding | None:
    """Keep in a new batch's manifest that it is a nil return; returns what is said of it, if it is one."""
    said = declared(manifest, original, manifest.source_uri, cadence)
    if said is None:
        return None
    manifest.nil_return, manifest.nil_period = True, said.period
    zh = f"自 {said.period} 起的一期" if said.period else "未写明所属期，按接收日所应报的一期"
    en = f"the period from {said.period}" if said.period else "no period named: the one due on receipt"
    return FileFinding("NIL-RETURN", zh, en)


def said_of_rows(reading: Reading, manifest: Manifest, original: Path, cadence: str) -> list[FileFinding]:
    """What is said of a file that was read: without rows it is a nil return, or a question to its sender."""
    found = list(reading.findings)
    if manifest.rows_read:
        rows = manifest.rows_read
        doubt = FileFinding("NIL-WITH-ROWS", f"读入 {rows:,} 行", f"{rows:,} rows read")
        return [*found, doubt] if named_so(manifest.source_uri) else found
    if said := declare(manifest, original, cadence):
        return [*(finding for finding in found if finding.rule_id != HEADER_ONLY), said]
    if any(finding.rule_id == HEADER_ONLY for finding in found):
        return found
    zh = "没有数据行。如本期确无数据，请作无数据上报"
    return [*found, FileFinding(HEADER_ONLY, zh, "no rows; if there is nothing to report, send a nil return")]


def declared(manifest: Manifest, original: Path, source_uri: str, cadence: str) -> NilReturn | None:
    """The declaration that a delivery makes, if it makes one.

    Rows speak for themselves, so a batch that has some declares nothing; nor does a file that was stopped for
    what it holds, whatever its name says.

    Args:
        manifest: of the batch its bytes are.
        original: the bytes.
        source_uri: the delivery's name; the same bytes come again under another.
        cadence: of the feed, whose period is named.
    """
    if manifest.rows_read or (manifest.stop and manifest.stop.rule_id not in NO_TABLE):
        return None
    if manifest.sheets:
        texts = [text for sheet in manifest.sheets for _, _, text in sheet.skipped if is_declaration(text)]
    else:
        texts = _lines(original) if manifest.bytes <= LONGEST else []
        texts = texts[1:] if manifest.stop and manifest.stop.rule_id == ALIGNMENT else texts
        if not all(map(is_declaration, texts)) or (manifest.stop and not _is_blank(manifest) and not texts):
            return None
    if not texts and not named_so(source_uri):
        return None
    said = (PurePosixPath(source_uri).stem, *texts)
    periods = (named_period(text, cadence) for text in said)
    return NilReturn(next((period for period in periods if period), None))


def _is_blank(manifest: Manifest) -> bool:
    return manifest.stop is not None and manifest.stop.rule_id == "FILE-EMPTY"


def _lines(original: Path) -> list[str]:
    """The lines of a small text file that hold something; none where it is no text."""
    content = original.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [line for line in map(str.strip, content.decode(encoding).splitlines()) if line]
        except UnicodeDecodeError:
            continue
    return []


def named_period(text: str, cadence: str) -> date | None:
    """First day of the feed's period that a text names; a week is named by any of its days."""
    for length, form in PERIODS:
        if length == ("day" if cadence == "week" else cadence):
            if found := form.search(text):
                return period_start(_day(found.groupdict()), cadence)
        else:
            text = form.sub("", text)
    return None


def _day(parts: dict[str, str | None]) -> date | None:
    month = int(parts.get("month") or 1)
    if quarter := parts.get("quarter"):
        month = NUMERALS.get(quarter) or int(quarter)
        month = 3 * month - 2
    if half := parts.get("half"):
        month = 1 if half == "上" else 7
    try:
        return date(int(parts["year"] or 0), month, int(parts.get("day") or 1))
    except ValueError:  # 2026-02-30 names no day
        return None


def period_start(day: date | None, cadence: str) -> date | None:
    """First day of the period of a cadence in which a day lies; weeks begin on Monday."""
    if day is None or cadence == "day":
        return day
    if cadence == "week":
        return day - timedelta(days=day.weekday())
    months = MONTHS[cadence]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)
