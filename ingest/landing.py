"""Landing: from delivered bytes to a batch directory (laws 1 to 3).

A batch is built aside and renamed into place, so it exists whole or not at all. It holds

* the original bytes, stored under their SHA-256 before anything is parsed,
* ``accepted.parquet``: rows accepted or repaired, canonical text,
* ``held.parquet``: rows in question, rejected or duplicate, as far as they could be read,
* ``questions.parquet``: every finding (notes, repairs, questions, refusals),
* ``answers.parquet``: of a return workbook that came back, which row answers which refused row,
* ``manifest.json``: where it came from and what became of every row.

A file that its feed declares as a document (``documents``) is stored the same way and has no rows.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ingest.batch_writer import Streams, batch_streams, write_empty_batch
from ingest.catalogue import Feed, Standard
from ingest.connectors.file_drop import Delivery
from ingest.disk import sync
from ingest.judge import Judge
from ingest.manifest import LANDED_STATES, Manifest, SheetRead, Stop, read_manifest, write_manifest
from ingest.nil_returns import declare, said_of_rows
from ingest.readers import Chunk, FileProblem, Reading, blank_rows, read_file
from ingest.returns.answers import Answers
from ingest.settings import SHANGHAI
from ingest.volume import many_rows, refuse_few_rows

BUILDING = ".building"  # below landing/: on the same file system, so that a rename commits
BLOCK = 8 << 20
SMALL = 1 << 20  # bytes of a file that is read before a thread for it would have started
Progress = Callable[[str], None]


def landing(root: Path) -> Path:
    """The landing folder of a data root."""
    return root / "landing"


def batch_folder(root: Path, feed: Feed, batch_id: str) -> Path:
    """Where a batch of a feed lies."""
    return landing(root) / feed.standard / feed.name / batch_id


def fingerprint(standard: Standard, feed: Feed) -> str:
    """What a batch was judged by: changes when the standard or the feed's layout or volume changes."""
    text = standard.model_dump_json() + feed.layout.model_dump_json()
    if feed.volume:
        text += feed.volume.model_dump_json()
    text += "".join(feed.documents)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Landed:
    """Result of one delivery: its manifest and whether anything was new."""

    manifest: Manifest
    new: bool


@dataclass
class Workshop:
    """Lands deliveries of one feed."""

    root: Path
    standard: Standard
    feed: Feed
    person_key: bytes
    progress: Progress = field(default=lambda _: None)

    def land(self, delivery: Delivery, *, again: bool = False) -> Landed:
        """Store, read, judge and commit one delivery. The same bytes again are the same batch: a no-op.

        A stopped batch is read again when the standard or the layout has changed since.

        Args:
            delivery: where the bytes are.
            again: read and judge a known batch anew; when and from where it was received stays.

        Raises:
            StillWrittenError: the file was changed while it was read; nothing is committed then.
            OSError: the disk refuses; nothing is committed then.
        """
        building = landing(self.root) / BUILDING / uuid.uuid4().hex
        building.mkdir(parents=True)
        try:
            original = building / f"original{_suffix(delivery.path)}"
            _ = delivery.stamp  # what is going to be read
            sha256, size = _store(delivery.path, original)
            delivery.assert_unchanged()
            target = batch_folder(self.root, self.feed, sha256[:16])
            known = read_manifest(target) if target.exists() else None
            if known and not (again or self._worth_another_reading(known)):
                self.progress(
                    f"已入库,不再处理 / already landed, no-op: {delivery.source_uri} = {known.batch_id}"
                )
                return Landed(known, new=False)
            manifest = self._new_manifest(delivery, original, sha256, size, known)
            self._fill(building, original, manifest)
            _commit(building, target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return Landed(manifest, new=True)

    def _worth_another_reading(self, known: Manifest) -> bool:
        return known.state == "stopped" and known.judged_by != fingerprint(self.standard, self.feed)

    def _new_manifest(
        self, delivery: Delivery, original: Path, sha256: str, size: int, known: Manifest | None
    ) -> Manifest:
        received = known.received_at if known else delivery.received_at
        return Manifest(
            batch_id=sha256[:16],
            feed_id=self.feed.name,
            standard=self.standard.name,
            department=self.feed.department,
            received_at=received,
            received_on=received.astimezone(SHANGHAI).date(),
            landed_at=datetime.now(UTC),
            source_uri=delivery.source_uri,
            kind="document" if original.suffix.removeprefix(".") in self.feed.documents else "rows",
            original=original.name,
            sha256=sha256,
            bytes=size,
            judged_by=fingerprint(self.standard, self.feed),
        )

    def _fill(self, building: Path, original: Path, manifest: Manifest) -> None:
        """Read and judge the stored bytes, write the three Parquet files and the manifest."""
        if manifest.kind == "document":
            write_empty_batch(building, self.standard)
            write_manifest(manifest, building)
            return
        started = time.monotonic()
        judge = Judge(self.standard, self.feed, manifest, self.person_key)
        home = batch_folder(self.root, self.feed, manifest.batch_id)
        answers = Answers(home.parent, self.feed, home.name)
        try:
            with batch_streams(building, self.standard) as streams:
                reading = read_file(original, judge.layout)
                self._read_tables(reading, judge, answers, manifest, streams)
                answers.assert_placed()
                manifest.answers = answers.batch_id
                refuse_few_rows(manifest, self.feed.volume)
                said = said_of_rows(reading, manifest, original, self.feed.cadence)
                for finding in (*said, *many_rows(manifest, self.feed.volume)):
                    streams.questions.append(judge.file_finding(finding))
            answers.write(building)
        except FileProblem as problem:
            self._stop(problem, building, original, judge, manifest)
        manifest.seconds = round(time.monotonic() - started, 3)
        manifest.assert_conserved()
        write_manifest(manifest, building)

    def _stop(
        self, problem: FileProblem, building: Path, original: Path, judge: Judge, manifest: Manifest
    ) -> None:
        """Stop the file as a whole: whatever was read before the problem showed is not trusted either.

        A file that is no table because it only says that there is nothing has said so.
        """
        manifest.rows_read, manifest.sheets = 0, []
        for state in LANDED_STATES:
            setattr(manifest, state, 0)
        manifest.state = "stopped"
        manifest.stop = Stop(
            rule_id=problem.rule_id, message_zh=problem.detail_zh, message_en=problem.detail_en
        )
        said = declare(manifest, original, self.feed.cadence)
        if said:
            manifest.state, manifest.stop = "landed", None
        with batch_streams(building, self.standard) as streams:
            streams.questions.append(judge.file_finding(said or problem))

    def _read_tables(
        self,
        reading: Reading,
        judge: Judge,
        answers: Answers,
        manifest: Manifest,
        streams: Streams,
    ) -> None:
        manifest.container, manifest.encoding = reading.container, reading.encoding
        counts: Counter[str] = Counter()
        blank = 0
        for table in reading.tables:
            skipped = list(table.skipped_rows)
            chunks = table.chunks()
            for chunk in _ahead(chunks) if manifest.bytes > SMALL else chunks:
                skipped += chunk.skipped
                blank += chunk.blank_rows
                if chunk.frame.is_empty():
                    continue
                returned = answers.recognise(chunk, table.sheet)
                verdict = judge.judge(returned, table.sheet, serials=answers.serials)
                streams.accepted.append(verdict.accepted)
                streams.held.append(verdict.held)
                streams.questions.append(verdict.questions)
                counts.update(verdict.counts)
                manifest.rows_read += chunk.frame.height
                self.progress(f"{self.feed.title}: {manifest.rows_read:,} 行 / rows")
            manifest.sheets.append(
                SheetRead(
                    sheet=table.sheet,
                    header_row=table.header_row,
                    mapping=dict(table.mapping),
                    extra_columns=list(table.extra_columns),
                    skipped=[(row.row, row.reason, row.text) for row in skipped],
                )
            )
        if told := blank_rows(max(blank, reading.blank_rows)):
            streams.questions.append(judge.file_finding(told))
        for state in LANDED_STATES:
            setattr(manifest, state, counts[state])


def _ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Read the next chunk in a thread while the caller judges this one; at most one waits."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        following = pool.submit(next, chunks, None)
        while (chunk := following.result()) is not None:
            following = pool.submit(next, chunks, None)
            yield chunk


def _suffix(path: Path) -> str:
    """The extension, for whoever opens the original by hand; what is none may be 255 bytes long."""
    suffix = path.suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _store(source: Path, target: Path) -> tuple[str, int]:
    """Copy the bytes and hash them meanwhile. `_commit` waits until they are on the disk."""
    if source.stat().st_size <= SMALL:
        content = source.read_bytes()
        target.write_bytes(content)
        return hashlib.sha256(content).hexdigest(), len(content)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as given, target.open("wb") as kept, ThreadPoolExecutor(max_workers=1) as writer:
        written: Future[int] | None = None
        while block := given.read(BLOCK):
            if written is not None:
                written.result()
            written = writer.submit(kept.write, block)
            digest.update(block)
            size += len(block)
        if written is not None:
            written.result()
    return digest.hexdigest(), size


def _commit(building: Path, target: Path) -> None:
    """Rename the finished directory into place, replacing an earlier reading of the same bytes."""
    for path in building.iterdir():
        sync(path)
    sync(building)
    target.parent.mkdir(parents=True, exist_ok=True)
    old = building.parent / f"{target.name}.old-{uuid.uuid4().hex}"
    replaces = target.exists()
    if replaces:
        target.rename(old)
    building.rename(target)
    sync(target.parent)
    if replaces:
        shutil.rmtree(old)


def sweep(root: Path) -> int:
    """Clear what a killed run left; returns how many directories. A batch half replaced is put back."""
    building = landing(root) / BUILDING
    leftovers = sorted(building.glob("*")) if building.is_dir() else []
    for path in leftovers:
        if ".old-" in path.name:
            manifest = read_manifest(path)
            home = landing(root) / manifest.standard / manifest.feed_id / manifest.batch_id
            if not home.exists():
                path.rename(home)
                continue
        shutil.rmtree(path)
    return len(leftovers)
