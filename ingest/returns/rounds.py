"""The rounds a refused row goes through, over all landed batches: refused, sent again, settled or not.

Derived from the batches' ``answers.parquet`` for the index of landing; what came after the as-of day does not
exist. A row that comes back still wrong is refused again, in its new batch, so answers make chains: the row
first sent is settled when the last row of its chain is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ingest.manifest import Manifest
from ingest.returns.answers import ANSWERS, TAKEN

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
    "is_settled": pl.Boolean,
    "answer_batch_id": pl.String,
    "answer_sheet": pl.String,
    "answer_row": pl.Int64,
    "answered_on": pl.Date,
}
Place = tuple[str, str | None, int]  # batch, sheet, row


@dataclass(frozen=True)
class Answer:
    """One row that was sent again: where it stands, when it came, whether it was taken in."""

    place: Place
    received_on: date
    is_taken: bool


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
                answer = Answer((manifest.batch_id, sheet, row), manifest.received_on, state in TAKEN)
                found.setdefault((refused[0], refused[1], refused[2]), []).append(answer)
    return found


def _chains(answers: dict[Place, list[Answer]]) -> list[tuple[object, ...]]:
    origin = {answer.place: refused for refused, given in answers.items() for answer in given}
    taken = {answer.place for given in answers.values() for answer in given if answer.is_taken}
    refused = [*answers, *(place for place in origin if place not in answers and place not in taken)]
    rows: list[tuple[object, ...]] = []
    for place in refused:
        first = place
        while first in origin:
            first = origin[first]
        sent = _sent_again(place, answers)
        settled = next((answer for answer in sent if answer.is_taken), None)
        answered = (*settled.place, settled.received_on) if settled else (None, None, None, None)
        last = max((answer.received_on for answer in sent), default=None)
        rows.append((*place, *first, len(sent), last, settled is not None, *answered))
    return rows


def _sent_again(place: Place, answers: dict[Place, list[Answer]]) -> list[Answer]:
    """All answers to a row and to its answers, oldest first."""
    found, waiting = [], [place]
    while waiting:
        for answer in answers.get(waiting.pop(), []):
            found.append(answer)
            waiting.append(answer.place)
    return sorted(found, key=lambda answer: (answer.received_on, str(answer.place)))
