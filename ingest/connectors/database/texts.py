"""Values as a database driver gives them, as exact texts: nothing rounded, no exponents, ISO dates."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl

from ingest.connectors.inbox import FetchError
from ingest.settings import SHANGHAI


def _moment(value: datetime) -> str:
    """A moment with a zone in Beijing time, without one as it stands; midnight of a day is kept."""
    local = value.astimezone(SHANGHAI) if value.tzinfo else value
    return local.isoformat(sep=" ")


def _duration(value: timedelta) -> str:
    """MySQL's TIME, which may be longer than a day or negative."""
    seconds, sign = abs(value), "-" if value < timedelta(0) else ""
    minutes, rest = divmod(seconds, timedelta(minutes=1))
    fraction = f".{rest.microseconds:06d}" if rest.microseconds else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{rest.seconds:02d}{fraction}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


# By exact type: bool is no int here. Bytes may be anything, so they are kept as digits that lose nothing.
FORMS: dict[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "1" if value else "0",
    int: str,
    Decimal: lambda value: format(value, "f"),
    float: lambda value: np.format_float_positional(value, trim="-"),
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
    UUID: str,
    bytes: lambda value: "0x" + value.hex(),
    memoryview: lambda value: "0x" + value.hex(),
    dict: _json,
    list: _json,
}


def as_texts(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> pl.DataFrame:
    """Rows as a frame of String columns; NULL is null.

    Raises:
        FetchError: a value of a type that has no exact text.
    """
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return pl.DataFrame([_column(name, values) for name, values in zip(names, columns, strict=True)])


def _column(name: str, values: Sequence[Any]) -> pl.Series:
    kinds = set(map(type, values)) - {type(None)}
    if unknown := kinds - FORMS.keys():
        shown = "、".join(sorted(kind.__name__ for kind in unknown))
        raise FetchError(
            f"列 {name} 的类型 {shown} 无法逐字保留,请用视图转为文本,或不列入 columns / "
            f"column {name}: values of type {shown} have no exact text; cast them in a view, or leave the "
            "column out of columns"
        )
    if kinds - {str}:
        values = [None if value is None else FORMS[type(value)](value) for value in values]
    return pl.Series(name, values, dtype=pl.String)


def as_moment(value: object, name: str) -> datetime | None:
    """When a row was handed over: a time, a day or an ISO text; without a zone it is Beijing time.

    Raises:
        FetchError: it is none of these.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if value.startswith("0000"):
            return None  # MySQL's zero date
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            value = object()
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise FetchError(f"列 {name} 不是时间 / column {name} holds something that is no time")
    return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)


# What a text of ours is read back as where a condition needs the value: keys, watermarks, states of YAML.
PARSE: dict[type, Callable[[str], Any]] = {
    int: int,
    Decimal: Decimal,
    float: float,
    bool: lambda text: text == "1",
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    UUID: UUID,
    bytes: lambda text: bytes.fromhex(text.removeprefix("0x")),
}


def parse(text: str, kind: type) -> Any:  # noqa: ANN401 - whatever the column holds
    """The value of a column of that Python type whose text this is; a text for a kind without a form.

    Raises:
        ValueError: it is no such value.
    """
    try:
        return PARSE.get(kind, str)(text)
    except ArithmeticError as error:  # what Decimal raises
        raise ValueError(text) from error
