"""The rounds a refused row goes through, over all landed batches: refused, sent again, settled or not.

Derived from the batches' ``answers.parquet`` for the index of landing; what came after the as-of day does not
exist. A row that comes back still wrong is refused again, in its new batch, so answers make chains: the row
first sent is settled when the last row of its chain is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from ingest.manifest import Manifest
from ingest.returns.settled import ANSWERS, SETTLED_BEFORE, TAKEN

ROUNDS = {
    "feed_id": pl.String,
    "batch_id": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "first_batch_id": pl.String,
    "first_sheet": pl.String,
    "first_row": pl.Int64,
    "rounds": pl.Int64,
    "sent_again_on": pl.Date,
    "replaced_on": pl.Date,
    "is_settled": pl.Boolean,
    "answer_batch_id": pl.String,
    "answer_sheet": pl.String,
    "answer_row": pl.Int64,
    "answered_on": pl.Date,
}
Place = tuple[str, str | None, int]  # batch, sheet, row


@dataclass(frozen=True)
class Answer:
    """One row that was sent again: where it stands, when it came, what became of it."""

    place: Place
    received_at: datetime
    received_on: date
    state: str

    @property
    def is_taken(self) -> bool:
        """Whether it was accepted."""
        return self.state in TAKEN


def amended_lists(manifests: Sequence[Manifest]) -> dict[tuple[str, str], str]:
    """Of each return workbook that came back the batch its rows were first sent in, by feed and batch."""
    answered = {(m.feed_id, m.batch_id): m.answers for m in manifests if m.answers}
    found = {}
    for feed_id, batch_id in answered:
        first = batch_id
        while earlier := answered.get((feed_id, first)):
            first = earlier
        found[feed_id, batch_id] = first
    return found


def rounds(landing: Path, manifests: Sequence[Manifest], as_of: date) -> pl.DataFrame:
    """Every refused row that was sent again, and every one that itself was an answer (`ROUNDS`).

    Args:
        landing: the landing folder.
        manifests: all landed batches, oldest first.
        as_of: the day until which batches are known.
    """
    rows: list[tuple[object, ...]] = []
    by_feed: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        if manifest.answers and manifest.received_on <= as_of:
            by_feed.setdefault(manifest.feed_id, []).append(manifest)
    for feed_id, answering in by_feed.items():
        rows += [(feed_id, *row) for row in _chains(_answers(landing, answering))]
    return pl.DataFrame(rows, schema=ROUNDS, orient="row")


def _answers(landing: Path, manifests: Sequence[Manifest]) -> dict[Place, list[Answer]]:
    """The answers to each refused row, oldest first."""
    found: dict[Place, list[Answer]] = {}
    for manifest in manifests:
        path = landing / manifest.standard / manifest.feed_id / manifest.batch_id / ANSWERS
        if path.exists():
            for sheet, row, _, state, *refused in pl.read_parquet(path).iter_rows():
                place = (manifest.batch_id, sheet, row)
                answer = Answer(place, manifest.received_at, manifest.received_on, state)
                found.setdefault((refused[0], refused[1], refused[2]), []).append(answer)
    return found


def _chains(answers: dict[Place, list[Answer]]) -> list[tuple[object, ...]]:
    """The rows of `ROUNDS` of one feed, without the feed."""
    origin = {answer.place: refused for refused, given in answers.items() for answer in given}
    taken = {answer.place for given in answers.values() for answer in given if answer.is_taken}
    refused = [*answers, *(place for place in origin if place not in answers and place not in taken)]
    chains: dict[Place, list[Answer]] = {}
    rows: list[tuple[object, ...]] = []
    for place in refused:
        first = place
        while first in origin:
            first = origin[first]
        chain = chains.setdefault(first, _sent_again(first, answers))
        own = next((answer for answer in chain if answer.place == place), None)
        later = chain[chain.index(own) + 1 :] if own else chain
        # put right by whatever of the chain was taken after it; a row that was late by what was taken before
        settling = chain if own and own.state == SETTLED_BEFORE else later
        settled = next((answer for answer in settling if answer.is_taken), None)
        sent = _sent_again(place, answers)
        answered = (*settled.place, settled.received_on) if settled else (None, None, None, None)
        last = max((answer.received_on for answer in sent), default=None)
        replaced = _replaced_on(own, chain)
        rows.append((*place, *first, len(sent), last, replaced, settled is not None, *answered))
    return rows


def _replaced_on(own: Answer | None, chain: list[Answer]) -> date | None:
    """The day from which a row of a chain says nothing any more; ``own`` is None for the row first sent.

    The row that was accepted says what there is to say, until then the one sent last.
    """
    at = chain.index(own) + 1 if own else 0
    if own and any(answer.is_taken for answer in chain[:at]):
        return own.received_on
    return chain[at].received_on if at < len(chain) else None


def _sent_again(place: Place, answers: dict[Place, list[Answer]]) -> list[Answer]:
    """All answers to a row and to its answers, oldest first."""
    found, waiting = [], [place]
    while waiting:
        for answer in answers.get(waiting.pop(), []):
            found.append(answer)
            waiting.append(answer.place)
    return sorted(found, key=lambda answer: (answer.received_at, str(answer.place)))
