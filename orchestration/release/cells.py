"""Small counts of natural persons are not shown, nor what would give them away (features SE-4, N13).

A count of one to below the threshold could tell who is meant: it is hidden (primary suppression). Where rows
add up to a figure that is shown as well, one hidden row is that figure less the others, so the next smaller
ones are hidden too, until at least two are and together they reach the threshold (complementary suppression;
Hundepool et al., *Statistical Disclosure Control*, 2012, ch. 4). What would be calculated back (a ratio, a
difference) is hidden with its row. The restricted file keeps every number. The threshold is dated policy.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from ingest.catalogue import Audience
from orchestration.release.marts import Mart, Persons, named_row

TOLD = "small_cell"


def selected(mart: Mart, audience: Audience, threshold: int | None) -> str:
    """The query an audience's table is made by, small counts of persons hidden.

    Raises:
        ValueError: the mart counts persons and no threshold is given.
    """
    columns = [column.name for column in mart.columns_for(audience)]
    source = f"select * from {mart.name}"  # noqa: S608
    if audience in mart.rows:
        source += f" where {mart.rows[audience]}"
    persons = mart.persons_for(audience)
    if persons is None:
        return f"select {_listed(columns)} from ({source})"  # noqa: S608
    if threshold is None:
        raise ValueError(mart.name)
    shown = ", ".join(_shown(persons, column) for column in columns)
    return f"select {shown} from ({_hiding(mart, persons, source, threshold)})"  # noqa: S608


def _shown(persons: Persons, column: str) -> str:
    if column == persons.told_in:
        return f'case when hidden_ then \'{TOLD}\' else "{column}" end as "{column}"'
    if column in persons.hides:
        return f'case when not hidden_ then "{column}" end as "{column}"'
    return f'"{column}"'


def _hiding(mart: Mart, persons: Persons, source: str, threshold: int) -> str:
    """The rows with ``hidden_``: small ones, those beside them, and what stands for the same thing."""
    first = persons.counts[0]
    counted = f"coalesce(({persons.where}) and ({first}) is not null, false)"
    group = f"partition by {_listed(('counted_', *persons.adds_up_in))}"
    order = f"order by small_ desc, coalesce({first}, 0) = 0, {first}, {_listed(mart.key)}"
    before = [
        f"coalesce(sum({count}) over ({group} {order} rows between unbounded preceding and 1 preceding), 0)"
        f" between 1 and {threshold - 1}"
        for count in persons.counts
    ]
    together = f"partition by {_listed(('counted_', *(persons.together or mart.key)))}"
    return (
        f"select *, counted_ and (({persons.always}) or bool_or(chosen_) over ({together})) as hidden_ from ("  # noqa: S608
        f"select *, bool_or(small_) over ({group}) and (small_"
        f" or row_number() over ({group} {order}) <= 2 or {' or '.join(before)}) as chosen_ from ("
        f"select *, {counted} as counted_, {counted} and ({_small(persons, threshold)}) as small_"
        f" from ({source})))"
    )


def _small(persons: Persons, threshold: int) -> str:
    small = [f"coalesce(({count}) between 1 and {threshold - 1}, false)" for count in persons.counts]
    return " or ".join(small)


def _listed(columns: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def small_cells(
    connection: duckdb.DuckDBPyConnection, table: str, row: str, persons: Persons, threshold: int
) -> Iterator[tuple[str, str]]:
    """What a finished table tells of small counts all the same: where (`row` is SQL for it), and what.

    Not by the query that hid them: a count that is small as it stands there or is never shown, and a group in
    which one row only is hidden beside others that are shown.
    """
    first = persons.counts[0]
    never = f"({persons.always}) and ({first}) is not null"
    told = f"({persons.where}) and ({_small(persons, threshold)} or {never})"
    yield from connection.execute(
        f"select {row}, concat_ws(' / ', {', '.join(persons.counts)}) from {table} "  # noqa: S608
        f"where {told} order by 1"
    ).fetchall()
    hidden = f"{persons.told_in} = '{TOLD}'" if persons.told_in else f"({first}) is null"
    group = named_row(persons.adds_up_in)
    yield from connection.execute(
        f"select {group}, '1 – {threshold - 1}' from {table} where {persons.where} group by 1 "  # noqa: S608
        f"having count_if({hidden}) = 1 and count({first}) > 0 order by 1"
    ).fetchall()
