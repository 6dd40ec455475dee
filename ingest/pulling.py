"""Pull one feed: land what is new, remember what was looked at, keep one bad file from stopping the rest."""

from __future__ import annotations

import json
import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.catalogue import Catalogue, Feed
from ingest.connectors.fetching import fetch
from ingest.connectors.file_drop import Delivery, StillWrittenError, look, put_away, settled
from ingest.disk import replace_whole
from ingest.landing import Progress, Workshop, batch_folder, fingerprint, landing
from ingest.manifest import LANDED_STATES, Manifest, batches
from ingest.receipts import Receipts

SEEN = ".seen.json"


@dataclass
class FeedOutcome:
    """What one pull of one feed did."""

    feed: Feed
    new: list[Manifest] = field(default_factory=list)
    known: int = 0
    failures: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    @property
    def stopped(self) -> list[Manifest]:
        """New batches whose file was stopped as a whole."""
        return [manifest for manifest in self.new if manifest.state == "stopped"]

    @property
    def counts(self) -> Counter[str]:
        """Rows of the new batches by state."""
        return Counter({s: sum(getattr(m, s) for m in self.new) for s in LANDED_STATES})


def pull_feed(root: Path, catalogue: Catalogue, feed: Feed, key: bytes, progress: Progress) -> FeedOutcome:
    """Fetch what the feed's source holds into the inbox, then land every delivery that is not landed yet.

    A fetch that fails is reported in ``failures``; what lies in the inbox by then lands all the same. A
    delivery that cannot be landed for a reason of ours or the machine's (not the file's: those stop as a
    batch) is reported there with its traceback; the other deliveries go on, nothing is lost. A file that is
    still being written waits for the next pull, which is said in ``waiting``.
    """
    outcome = FeedOutcome(feed, failures=fetch(root, feed, progress))
    workshop = Workshop(root, catalogue.standards[feed.standard], feed, key, progress)
    landed = _landed(root, feed)
    _read_stopped_again(workshop, outcome, landed)
    memory, receipts = _Memory(root, feed, landed), Receipts(root, feed)
    try:
        lying = look(feed, root)
    except OSError as error:
        outcome.failures.append(f"{feed.name}: 无法读取来源 / the source cannot be read: {error}")
        return outcome
    outcome.failures += lying.refused
    judged_by = fingerprint(workshop.standard, feed)
    known, unknown = list[Delivery](), list[Delivery]()
    for delivery in lying.deliveries:
        (known if memory.knows(delivery, judged_by) else unknown).append(delivery)
    outcome.known = len(known)
    ready, waiting = settled(unknown, feed)
    for delivery in ready:
        try:
            _land(delivery, workshop, outcome, memory, receipts)
            known.append(delivery)
        except StillWrittenError:
            waiting.append(delivery)
        except Exception:  # the boundary between files: whatever happens in one must not stop the next
            outcome.failures.append(f"{delivery.source_uri}: {traceback.format_exc()}")
    memory.save()
    outcome.waiting = [delivery.source_uri for delivery in waiting]
    if feed.connector.after_landing == "archive":
        for delivery in known:
            put_away(delivery, feed, root)
    return outcome


def _land(
    delivery: Delivery, workshop: Workshop, outcome: FeedOutcome, memory: _Memory, receipts: Receipts
) -> None:
    landed = workshop.land(delivery)
    if not landed.new:
        receipts.note(delivery, landed.manifest)
    memory.remember(delivery, landed.manifest.batch_id)
    if landed.new:
        outcome.new.append(landed.manifest)
    else:
        outcome.known += 1


def _landed(root: Path, feed: Feed) -> dict[str, Manifest]:
    """What is landed of the feed, by batch: read once for a pull, there may be thousands."""
    return {manifest.batch_id: manifest for manifest in batches(root, feed.standard, feed.name)}


def _read_stopped_again(workshop: Workshop, outcome: FeedOutcome, landed: dict[str, Manifest]) -> None:
    """Read the stored bytes of stopped batches again when the standard or the layout was put right since.

    The file that was sent need not lie in the inbox any more.
    """
    root, feed, judged_by = workshop.root, workshop.feed, fingerprint(workshop.standard, workshop.feed)
    for stopped in list(landed.values()):
        if stopped.state == "stopped" and stopped.judged_by != judged_by:
            original = batch_folder(root, feed, stopped.batch_id) / stopped.original
            try:
                read = workshop.land(Delivery(original, stopped.source_uri, stopped.received_at)).manifest
            except Exception:  # as for a delivery
                outcome.failures.append(f"{stopped.source_uri}: {traceback.format_exc()}")
            else:
                landed[stopped.batch_id] = read
                outcome.new.append(read)


def not_landed(root: Path, catalogue: Catalogue, feed: Feed) -> list[Delivery]:
    """Files in the feed's inbox that a pull would look into, oldest first; nothing is read."""
    memory = _Memory(root, feed, _landed(root, feed))
    judged_by = fingerprint(catalogue.standards[feed.standard], feed)
    return [d for d in look(feed, root).deliveries if not memory.knows(d, judged_by)]


def reread_feed(root: Path, catalogue: Catalogue, feed: Feed, key: bytes, progress: Progress) -> FeedOutcome:
    """Judge every landed batch of the feed anew from its stored bytes, by the standard as it is now.

    For a rule or a standard that was put right: what was received, and when, does not change.
    """
    outcome = FeedOutcome(feed)
    workshop = Workshop(root, catalogue.standards[feed.standard], feed, key, progress)
    for known in _landed(root, feed).values():
        original = batch_folder(root, feed, known.batch_id) / known.original
        delivery = Delivery(original, known.source_uri, known.received_at)
        outcome.new.append(workshop.land(delivery, again=True).manifest)
    return outcome


class _Memory:
    """Which files of the inbox were landed as which batch: saves hashing them again, decides nothing."""

    def __init__(self, root: Path, feed: Feed, landed: Mapping[str, Manifest]) -> None:
        self._landed = landed
        self._path = landing(root) / feed.standard / feed.name / SEEN
        text = self._path.read_text(encoding="utf-8") if self._path.exists() else "{}"
        self._batches: dict[str, str] = json.loads(text)
        self._before = dict(self._batches)

    @staticmethod
    def _key(delivery: Delivery) -> str:
        return "|".join(str(part) for part in delivery.stamp)

    def knows(self, delivery: Delivery, judged_by: str) -> bool:
        manifest = self._landed.get(self._batches.get(self._key(delivery), ""))
        if manifest is None:
            return False
        return manifest.state == "landed" or manifest.judged_by == judged_by

    def remember(self, delivery: Delivery, batch_id: str) -> None:
        self._batches[self._key(delivery)] = batch_id

    def save(self) -> None:
        if self._batches != self._before or not self._path.exists():
            replace_whole(self._path, json.dumps(self._batches, ensure_ascii=False, indent=0).encode())
