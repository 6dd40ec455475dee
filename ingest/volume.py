"""How many rows a feed is expected to bring: too few stop the file, too many and jumps are told.

The numbers are declared by the feed. A file that stops lies in landing whole; when the declared minimum is
changed, the next pull reads it again with the day it was received.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from ingest.declaration import Model
from ingest.manifest import Manifest
from ingest.nil_returns import period_start
from ingest.readers import FileFinding, FileProblem

if TYPE_CHECKING:
    from ingest.catalogue import Feed


class Volume(Model):
    """Bounds of the rows of one delivery, and of their change within a year."""

    min_rows: int | None = Field(None, ge=1, description="a file with fewer rows is stopped")
    max_rows: int | None = Field(None, ge=1, description="a file with more rows is told of")
    jump: float | None = Field(
        None,
        gt=1,
        description="told of: so many times the rows of the same period last year, or that part of them",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Volume:
        if self.min_rows and self.max_rows and self.min_rows > self.max_rows:
            raise ValueError(f"min_rows {self.min_rows} is more than max_rows {self.max_rows}")
        return self


def refuse_few_rows(manifest: Manifest, volume: Volume | None) -> None:
    """Stop a file that has rows, but fewer than its feed must bring.

    A nil return has none and is none of this; corrections of refused rows are as few as those were.

    Raises:
        FileProblem: FILE-FEW-ROWS.
    """
    least = volume.min_rows if volume else None
    if least and 0 < manifest.rows_read < least and manifest.answers is None:
        raise FileProblem(
            "FILE-FEW-ROWS",
            f"只有 {manifest.rows_read:,} 行，该来源每次至少应有 {least:,} 行。请核对是否漏导或截断后重报；"
            "确实只有这些的，请中心调整来源目录中的下限 volume.min_rows，已收到的文件届时自动重读",
            f"{manifest.rows_read:,} rows, and the feed must bring {least:,}; check the export and send it "
            "again. If these are all, ask the centre to lower volume.min_rows: what came is then read again",
        )


def many_rows(manifest: Manifest, volume: Volume | None) -> list[FileFinding]:
    """What is said of a file with more rows than its feed is expected to bring; nothing of others."""
    most = volume.max_rows if volume else None
    if not most or manifest.rows_read <= most:
        return []
    zh = f"有 {manifest.rows_read:,} 行，预期不超过 {most:,} 行"
    return [FileFinding("FILE-MANY-ROWS", zh, f"{manifest.rows_read:,} rows, expected no more than {most:,}")]


def volume_warnings(feed: Feed, new: Sequence[Manifest], landed: Sequence[Manifest]) -> list[str]:
    """What is unusual in the number of rows of new batches, one line each (中文 / English).

    Args:
        feed: with its bounds.
        new: batches of this pull.
        landed: all batches of the feed, new ones too.
    """
    volume = feed.volume
    if volume is None:
        return []
    told = [(manifest, said) for manifest in new for said in many_rows(manifest, volume)]
    lines = [f"{m.source_uri}: {said.detail_zh} / {said.detail_en}" for m, said in told]
    if volume.jump:
        periods = sorted({_period(feed, m.received_on) for m in new if _has_rows(m)})
        lines += filter(None, (_jump(feed, volume.jump, period, landed) for period in periods))
    return lines


def _has_rows(manifest: Manifest) -> bool:
    return manifest.state == "landed" and manifest.rows_read > 0 and manifest.answers is None


def _period(feed: Feed, day: date) -> date:
    start = period_start(day, feed.cadence)
    if start is None:
        raise ValueError(f"{feed.name}: no period for {day}")
    return start


def _jump(feed: Feed, jump: float, period: date, landed: Sequence[Manifest]) -> str | None:
    """A line where the rows received in a period are out of proportion to those of a year before."""
    before = _period(feed, _a_year_before(period))
    now, then = (_rows(feed, start, landed) for start in (period, before))
    if not then or then / jump <= now <= then * jump:
        return None
    return (
        f"{feed.name}: {period} 起的一期收到 {now:,} 行，去年同期（{before} 起）{then:,} 行，"
        f"相差超过 {jump:g} 倍 / {now:,} rows in the period from {period}, {then:,} in that from {before}: "
        f"more than {jump:g} times apart"
    )


def _a_year_before(day: date) -> date:
    """The same day of the year before; of weeks, the Monday 52 weeks before lies in it."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day - timedelta(days=366)


def _rows(feed: Feed, period: date, landed: Sequence[Manifest]) -> int:
    """Rows received in a period: of changes all, of whole lists the newest."""
    found = [m for m in landed if _has_rows(m) and _period(feed, m.received_on) == period]
    if feed.mode == "full":
        found = sorted(found, key=lambda m: (m.received_at, m.batch_id))[-1:]
    return sum(manifest.rows_read for manifest in found)
