"""From a chunk as read to rows in exactly one state, with every finding beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.batch_writer import EARLIER_KEY, IS_ADULT, QUESTIONS, row_schema
from ingest.catalogue import Feed, Standard
from ingest.evidence import fits, generations, other_units
from ingest.manifest import Manifest
from ingest.persons import hash_persons, of_age
from ingest.readers import Chunk, FileFinding, FileProblem, Layout
from ingest.readers import Column as LayoutColumn
from ingest.readers.model import WORKBOOKS
from ingest.returns.rows import MARKS, OWN_SHEETS
from ingest.seen import Seen
from quality.contract import empty_findings
from quality.messages import render
from quality.rules import RULES, rule
from quality.text import mask_personal

# A row takes the state of its worst finding.
RANK = {"note": 0, "repair": 1, "question": 2, "reject": 3}
STATES = np.array(["accepted", "repaired", "question", "rejected", "duplicate"])
DUPLICATE = 4
PERSON_IN_CODE = ["TAX-INDIVIDUAL", "USCC-IS-PERSON"]
EXTRA = "extra:"
# Departments print the brackets of document numbers as they please; one number is one key.
BRACKETS = {**dict.fromkeys("〔[［【（(", "("), **dict.fromkeys("〕]］】）)", ")"), " ": ""}


@dataclass(frozen=True)
class Verdict:
    """One chunk, judged: kept rows, held rows, findings, and how many rows are in each state."""

    accepted: pl.DataFrame
    held: pl.DataFrame
    questions: pl.DataFrame
    counts: Counter[str]


def layout_of(standard: Standard, feed: Feed) -> Layout:
    """What the readers have to find in this feed's files."""
    own = feed.layout
    columns = [
        LayoutColumn(
            name=column.name,
            titles=(*column.titles, *own.synonyms.get(column.name, [])),
            required=column.must_be_in_file and column.name not in own.absent,
            other_units=other_units(column),
            fits=fits(column) if standard.templates else None,
        )
        for column in standard.columns
        if column.name not in own.constants
    ]
    return Layout(
        columns=(*columns, *MARKS),
        declared_order=tuple(own.declared_order) if own.declared_order else None,
        sheet=own.sheet,
        records=own.records or (feed.connector.rows if feed.connector.type == "http" else None),
        sample_rows=tuple(tuple(row) for row in standard.sample_rows),
        generations=generations(standard),
        passed_over=OWN_SHEETS,
    )


class Judge:
    """Judges the chunks of one file in order; remembers rows and keys met so far in it."""

    def __init__(self, standard: Standard, feed: Feed, manifest: Manifest, person_key: bytes) -> None:
        """Bind the standard's contract to one batch."""
        self.layout = layout_of(standard, feed)
        self._standard, self._constants = standard, feed.layout.constants
        self._manifest, self._person_key = manifest, person_key
        self._contract = standard.contract
        self._rows, self._keys = Seen(), Seen()
        self._persons = [column.name for column in standard.columns if column.type == "person_id"]

    def judge(self, chunk: Chunk, sheet: str | None, *, serials: bool = True) -> Verdict:
        """Put every row of the chunk into one state.

        Args:
            chunk: the rows as read.
            sheet: where they stand.
            serials: whether a bare number in a date column may be a spreadsheet's date; in a text file never.
        """
        read = chunk.frame.with_columns(
            pl.lit(value, pl.String).alias(name) for name, value in self._constants.items()
        )
        checked = self._contract.check(
            read.select(self._contract.names),
            received_on=self._manifest.received_on,
            serials=serials and self._manifest.container in WORKBOOKS,
        )
        canonical = _without_persons(checked.frame, checked.findings, self._person_key)
        frame = self._with_lineage(canonical, read, sheet)
        rank = np.zeros(frame.height, dtype=np.int8)
        findings = pl.concat([checked.findings, _reader_findings(chunk)])
        self._raise_rank(rank, findings)
        whole = frame.select(*self._contract.names, "extra")
        first = self._rows.earlier(whole, frame["source_row"], part=frame["record_key"])
        rank[first > 0] = DUPLICATE
        if findings.height:  # a copy is one finding; what is wrong in it is said where it first stands
            findings = findings.filter(~pl.col("index").is_in(np.flatnonzero(first)))
        findings = pl.concat([findings, _row_findings("ROW-DUPLICATE", first), self._versions(frame, rank)])
        frame = frame.with_columns(row_state=pl.Series(STATES[rank]))
        return self._split(frame, findings, rank)

    def _with_lineage(self, canonical: pl.DataFrame, read: pl.DataFrame, sheet: str | None) -> pl.DataFrame:
        extras = [name for name in read.columns if name.startswith(EXTRA)]
        extra: pl.Expr = pl.lit(None, pl.String)
        if extras:
            renamed = read.select(pl.col(name).alias(name.removeprefix(EXTRA)) for name in extras)
            extra = pl.lit(renamed.to_struct().struct.json_encode())
        hashed = [hash_persons(canonical[name], self._person_key) for name in self._persons]
        party = self._standard.party
        aged = []
        if party and party.of_age and party.person_id:
            days = canonical[party.of_age.day]
            aged = [of_age(canonical[party.person_id], days, party.of_age.years).alias(IS_ADULT)]
        return canonical.with_columns(*hashed, *aged).with_columns(
            *self._record_keys(),
            extra=extra,
            source_sheet=pl.lit(sheet, pl.String),
            source_row=read["source_row"].cast(pl.Int64),
            feed_id=pl.lit(self._manifest.feed_id),
            batch_id=pl.lit(self._manifest.batch_id),
            received_at=pl.lit(self._manifest.received_at.replace(tzinfo=None)),
            received_on=pl.lit(self._manifest.received_on),
        )

    def _record_keys(self) -> Iterator[pl.Expr]:
        """The key, and where a row corrects its key the one it had before."""
        key = self._record_key({})
        yield key.alias("record_key")
        earlier = self._standard.changes.earlier if self._standard.changes else {}
        if earlier:
            corrects = pl.any_horizontal(pl.col(name).is_not_null() for name in earlier.values())
            before = self._record_key(earlier)
            yield pl.when(corrects & (before != key)).then(before).alias(EARLIER_KEY)

    def _record_key(self, instead: Mapping[str, str]) -> pl.Expr:
        """Parts joined by ``|``; brackets and blanks of document numbers do not make another record.

        Args:
            instead: columns of the key → columns that speak for them where they are filled.
        """
        parts = []
        for part in self._standard.key:
            names = [part] if isinstance(part, str) else part
            text = pl.coalesce(
                pl.coalesce(instead[name], name) if name in instead else pl.col(name) for name in names
            )
            if any(self._standard.by_name[name].type == "text" for name in names):
                text = text.str.replace_many(list(BRACKETS), list(BRACKETS.values()))
            parts.append(text.fill_null(""))
        return pl.concat_str(parts, separator="|")

    def _raise_rank(self, rank: npt.NDArray[np.int8], findings: pl.DataFrame) -> None:
        if findings.is_empty():
            return
        severity = findings["severity"].replace_strict(RANK, return_dtype=pl.Int8)
        np.maximum.at(rank, findings["index"].to_numpy(), severity.to_numpy())

    def _versions(self, frame: pl.DataFrame, rank: npt.NDArray[np.int8]) -> pl.DataFrame:
        """Two kept rows of one record in one file: both stay, the later is newer, and it is said."""
        kept = np.flatnonzero(rank <= RANK["repair"])
        rows = frame[kept]
        first = np.zeros(frame.height, dtype=np.int64)
        first[kept] = self._keys.earlier(rows.select("record_key"), rows["source_row"])
        return _row_findings("ROW-VERSIONS", first)

    def _split(self, frame: pl.DataFrame, findings: pl.DataFrame, rank: npt.NDArray[np.int8]) -> Verdict:
        kept = rank <= RANK["repair"]
        if kept.all():
            accepted, held = frame, frame.clear()
        else:
            accepted, held = frame.filter(pl.Series(kept)), frame.filter(pl.Series(~kept))
        self._contract.assert_accepted(accepted)
        states = np.bincount(rank, minlength=len(STATES))
        counts = Counter({str(state): int(n) for state, n in zip(STATES, states, strict=True)})
        order = list(row_schema(self._standard))
        questions = self._questions(frame, findings)
        return Verdict(accepted.select(order), held.select(order), questions, counts)

    def _questions(self, frame: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
        if findings.is_empty():
            return pl.DataFrame(schema=QUESTIONS)
        titles = {column.name: column.title for column in self._standard.columns}
        personal = pl.col("column").is_in(self._persons)
        masked = mask_personal(findings["raw_value"])
        rows = frame[findings["index"].to_numpy()]
        return (
            findings.with_columns(raw_value=masked)
            .with_columns(
                raw_value=pl.when(personal)
                .then(pl.col("raw_value").str.slice(0, 6) + "****")
                .otherwise("raw_value")
            )
            .with_columns(render(titles))
            .with_columns(
                rows.select("feed_id", "batch_id", "received_on", "source_sheet", "source_row"),
                state=rows["row_state"],
            )
            .select(list(QUESTIONS))
        )

    def file_finding(self, found: FileFinding | FileProblem) -> pl.DataFrame:
        """One finding about a whole file or sheet, as a row of ``questions.parquet``."""
        which = rule(found.rule_id)
        row = {
            "feed_id": self._manifest.feed_id,
            "batch_id": self._manifest.batch_id,
            "received_on": self._manifest.received_on,
            "source_sheet": found.sheet,
            "source_row": found.row,
            "column": None,
            "rule_id": which.id,
            "rule_group": which.group,
            "severity": "stop" if isinstance(found, FileProblem) else "note",
            "message_zh": found.detail_zh,
            "message_en": found.detail_en,
            "raw_value": None,
            "state": "file",
        }
        return pl.DataFrame([row], schema=QUESTIONS)


def _without_persons(frame: pl.DataFrame, findings: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Hash identity numbers that stand in code columns: allowed (persons' tax numbers) or by mistake."""
    found = findings.filter(pl.col("rule_id").is_in(PERSON_IN_CODE)) if findings.height else findings
    for (column,), part in found.group_by("column"):
        name, where = str(column), part["index"]
        frame = frame.with_columns(frame[name].scatter(where, hash_persons(frame[name].gather(where), key)))
    return frame


def _reader_findings(chunk: Chunk) -> pl.DataFrame:
    """What the reader found about single rows, by their position in the chunk."""
    if chunk.findings.is_empty():
        return empty_findings()
    position = chunk.frame.select("source_row").with_row_index("index")
    return (
        chunk.findings.join(position, on="source_row", how="left", maintain_order="left")
        .with_columns(
            column=pl.lit(None, pl.String),
            raw_value=pl.lit(None, pl.String),
            severity=pl.col("rule_id").replace_strict({r.id: r.severity for r in RULES.values()}),
        )
        .select(list(empty_findings().columns))
    )


def _row_findings(rule_id: str, first: npt.NDArray[np.int64]) -> pl.DataFrame:
    """One finding for each row whose original stands earlier in the file, naming that row."""
    index = np.flatnonzero(first)
    if not len(index):
        return empty_findings()
    return pl.DataFrame(
        {"index": index.astype(np.uint32), "detail": first[index]},
    ).select(
        "index",
        column=pl.lit(None, pl.String),
        rule_id=pl.lit(rule_id),
        severity=pl.lit(rule(rule_id).severity),
        raw_value=pl.lit(None, pl.String),
        detail=pl.col("detail").cast(pl.String),
    )
