"""Why a release is refused: what its finished files hold, not what was meant to be written (law 9).

Every rule looks into the files as a reader would: columns nobody named, personal numbers in any text and in
the bytes, rows past the last day they may be shown, small counts of persons. What was looked at is proven in
the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import polars as pl

from ingest.catalogue import Audience
from orchestration.release.cells import small_cells
from orchestration.release.marts import Mart, MartColumn, named_row
from quality.personal import CHECKED, ELEVEN_DIGITS, KINDS, PERSON, find_personal, shown

UNNAMED, WITHDRAWN, SMALL = "COLUMN-UNNAMED", "WINDOW-PAST", "SMALL-CELL"
RULES = {
    UNNAMED: "含未列名的列 / a column nobody named for this audience",
    "PERSONAL-ID": "含身份证号 / an identity number",
    "PERSONAL-CARD": "含银行卡号 / a bank card number",
    "PERSONAL-MOBILE": "含手机号 / a mobile number",
    WITHDRAWN: "已过公示期限 / past the last day it may be shown",
    SMALL: "自然人人数低于下限 / a count of persons below the threshold",
}
# No identity number reaches the warehouse; a telephone may be in the restricted file if a standard says so.
FORBIDDEN = {Audience.public: KINDS, Audience.shared: KINDS, Audience.restricted: frozenset({PERSON})}
TOLD = 20  # findings a message lists; it says how many there are
OWN = {"release", "release_changes"}  # tables about the release itself, in every file
# A number on its own among the bytes. Texts lie there end to end, so only kinds with a check character count.
DIGITS = bytes(ord("0") if chr(byte) in "0123456789" else ord(" ") for byte in range(256))
LONG = b"0" * 15
ALONE = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9]{15,19}|[0-9]{17}[Xx])(?![0-9A-Za-z])")


class ReleaseRefusedError(Exception):
    """A release was not published; the last good one stays."""


@dataclass(frozen=True)
class Finding:
    """One reason for refusal: file, table, column, the row by its key, rule, and the value masked."""

    file: str
    table: str
    column: str
    row: str
    rule: str
    value: str = ""

    def __str__(self) -> str:
        """One line, Chinese and English."""
        place = " ".join(filter(None, [f"{self.file} {self.table}.{self.column}".strip(" ."), self.row]))
        return f"{place}: {RULES[self.rule]} [{self.rule}] {self.value}".rstrip()


@dataclass
class Proof:
    """What was looked at in one file, for the manifest; `findings` is empty in every release there is."""

    columns: int = 0
    texts: int = 0
    bytes: int = 0
    windows: int = 0
    small_cells: int = 0
    threshold: int | None = None
    findings: list[Finding] = field(default_factory=list, repr=False)

    def told(self) -> dict[str, int | None]:
        """As the manifest has it."""
        return {name: value for name, value in asdict(self).items() if name != "findings"}


@dataclass(frozen=True)
class Reader:
    """One finished file, or the Parquet files of a folder, open for reading, and who will read it.

    ``seen``: tables whose Parquet file was searched under the name it has for a wider audience.
    """

    connection: duckdb.DuckDBPyConnection
    path: Path
    audience: Audience
    marts: Sequence[Mart]
    parquet: Sequence[Path] = ()
    seen: Collection[str] = ()

    @property
    def files(self) -> Sequence[Path]:
        """What lies on disk."""
        return [path for path in self.parquet if path.stem not in self.seen] or [self.path]

    @cached_property
    def columns(self) -> list[tuple[str, str, str, str]]:
        """Table, column, type and comment of everything in the file."""
        sql = (
            "select table_name, column_name, data_type, coalesce(comment, '') from duckdb_columns() "
            "where not internal and database_name = current_database() order by all"
        )
        found: list[tuple[str, str, str, str]] = self.connection.execute(sql).fetchall()
        return found

    def mart(self, name: str) -> Mart | None:
        """The mart a table is made from."""
        return next((mart for mart in self.marts if mart.name == name), None)

    def row_of(self, table: str) -> str:
        """SQL that names a row by its key, as far as this file has the key."""
        mart = self.mart(table)
        here = {column.name for column in mart.columns_for(self.audience)} if mart else set()
        key = [name for name in mart.key if name in here] if mart else []
        return named_row(key)

    def finding(self, table: str, column: str, row: str, rule: str, value: object = "") -> Finding:
        """A finding in this file."""
        name = f"{self.path.name}/*.parquet" if self.parquet else self.path.name
        return Finding(name, table, column, shown(row, 200), rule, shown(str(value)))


def inspect(reader: Reader, as_of: date, threshold: int | None) -> Proof:
    """Look at one file with every rule."""
    proof = Proof(bytes=sum(path.stat().st_size for path in reader.files), threshold=threshold)
    proof.findings += _unnamed(reader, proof)
    proof.findings += _personal(reader, proof)
    proof.findings += _among_bytes(reader)
    proof.findings += _past_their_window(reader, as_of, proof)
    proof.findings += _small_cells(reader, threshold, proof)
    return proof


def refuse(findings: Sequence[Finding]) -> None:
    """Refuse the release if there is any finding.

    Raises:
        ReleaseRefusedError: names file, table, column, row, rule and the masked value of each.
    """
    if findings:
        told = [str(finding) for finding in findings[:TOLD]]
        more = [f"… 共 {len(findings)} 处 / {len(findings)} in all"] if len(findings) > TOLD else []
        head = "不发布,上次发布不变 / the release is refused, the last one stays:"
        raise ReleaseRefusedError("\n".join([head, *told, *more]))


def _unnamed(reader: Reader, proof: Proof) -> Iterator[Finding]:
    named = {(m.name, column.name) for m in reader.marts for column in m.columns_for(reader.audience)}
    for table, column, _, _ in reader.columns:
        proof.columns += 1
        if table not in OWN and (table, column) not in named:
            yield reader.finding(table, column, "", UNNAMED)


def _personal(reader: Reader, proof: Proof) -> Iterator[Finding]:
    """Every label and every text; DuckDB finds what could be a number, each of those is judged."""
    texts: dict[str, list[str]] = {}
    columns = reader.columns
    labels = pl.Series([comment for *_, comment in columns], dtype=pl.String)
    for (table, column, _, comment), rule in zip(columns, find_personal(labels), strict=True):
        if rule in FORBIDDEN[reader.audience]:
            yield reader.finding(table, column, "comment", rule, comment)
    for table, column, data_type, _ in columns:
        if "VARCHAR" in data_type and table not in reader.seen:  # also lists and records of texts
            texts.setdefault(table, []).append(column)
    for table, named in texts.items():
        for column in _suspicious(reader, table, named, proof):
            found = reader.connection.execute(
                f'select {_text(column)} as value, min({reader.row_of(table)}) as "row" from "{table}" '  # noqa: S608
                f"where regexp_matches({_text(column)}, ?) group by 1 order by 1",
                [ELEVEN_DIGITS],
            ).pl()
            yield from _judge(reader, table, column, found)


def _text(column: str) -> str:
    return f'cast("{column}" as varchar)'


def _suspicious(reader: Reader, table: str, columns: list[str], proof: Proof) -> list[str]:
    """Columns of a table in which any text could hold a number; one pass over the table."""
    counts = [f'count("{c}"), count_if(regexp_matches({_text(c)}, $digits))' for c in columns]
    row = reader.connection.execute(
        f'select {", ".join(counts)} from "{table}"',  # noqa: S608
        {"digits": ELEVEN_DIGITS},
    ).fetchone()
    filled, hits = (row or ())[::2], (row or ())[1::2]
    proof.texts += sum(filled)
    return [column for column, hit in zip(columns, hits, strict=True) if hit]


def _judge(reader: Reader, table: str, column: str, found: pl.DataFrame) -> Iterator[Finding]:
    for (text, row), rule in zip(found.iter_rows(), find_personal(found["value"]), strict=True):
        if rule in FORBIDDEN[reader.audience]:
            yield reader.finding(table, column, row, rule, text)


def _among_bytes(reader: Reader) -> Iterator[Finding]:
    """The file as it lies on disk: also what no table holds any more."""
    alone = {number for path in reader.files for number in _alone(path.read_bytes())}
    texts = pl.Series(sorted(alone), dtype=pl.String)
    rules = FORBIDDEN[reader.audience] & CHECKED
    for text, rule in zip(texts, find_personal(texts), strict=True):
        if rule in rules:
            yield reader.finding("", "", "bytes", rule, text)


def _alone(content: bytes) -> Iterator[str]:
    """Numbers of fifteen digits and more that no letter or digit touches."""
    digits = content.translate(DIGITS)
    start = digits.find(LONG)
    while start >= 0:
        end = digits.find(b" ", start)
        end = len(content) if end < 0 else end
        if match := ALONE.search(content, max(start - 1, 0), end + 2):
            yield match.group().decode()
        start = digits.find(LONG, end)


def _past_their_window(reader: Reader, as_of: date, proof: Proof) -> Iterator[Finding]:
    """Rows whose last day has passed. The restricted file is the archive: there they stay for audit."""
    if reader.audience is Audience.restricted:
        return
    shown = [(mart, column) for mart in reader.marts for column in mart.columns_for(reader.audience)]
    for mart, column in [one for one in shown if one[1].withdrawn_after]:
        proof.windows += _rows(reader, mart)
        for row, value in _where(reader, mart, f'"{column.name}" < ?', as_of, column):
            yield reader.finding(mart.name, column.name, row, WITHDRAWN, value)


def _small_cells(reader: Reader, threshold: int | None, proof: Proof) -> Iterator[Finding]:
    """Counts of persons from one to below the threshold, and what gives one away; zero tells of nobody."""
    for mart in reader.marts:
        persons = mart.persons_for(reader.audience)
        if persons is None or threshold is None:
            continue
        proof.small_cells += _rows(reader, mart)
        for row, value in small_cells(
            reader.connection, mart.name, reader.row_of(mart.name), persons, threshold
        ):
            yield reader.finding(mart.name, persons.hides[0], row, SMALL, value)


def _rows(reader: Reader, mart: Mart) -> int:
    row = reader.connection.execute(f"select count(*) from {mart.name}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _where(
    reader: Reader, mart: Mart, condition: str, value: object, column: MartColumn
) -> list[tuple[str, object]]:
    """Key and value of the rows that fulfil the condition."""
    sql = (
        f'select {reader.row_of(mart.name)}, "{column.name}" from {mart.name} '  # noqa: S608
        f"where {condition} order by 1 limit {TOLD}"
    )
    found: list[tuple[str, object]] = reader.connection.execute(sql, [value]).fetchall()
    return found
