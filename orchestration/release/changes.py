"""What a release adds, changes and withdraws against the one before: rows by the key of each mart.

Each file gets the table ``release_changes``, made from that file alone, so it tells its reader nothing that
the file does not hold. A changed row names its columns. The as-of date, which changes in every row every day,
is compared only where it is part of the key (editions). Columns that only one of the two files has are told
in ``diff.json``, not compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingest.catalogue import Audience
from ingest.settings import SettingError
from orchestration.release.files import attach
from orchestration.release.marts import Mart, named_row

DIFF, TABLE = "diff.json", "release_changes"
AS_OF = "as_of_date"
COLUMNS = {
    "mart": "数据表",
    "change": "added 新增、changed 变更、withdrawn 撤下",
    "row_key": "该行的键;本文件没有键的全部列时为空",
    "changed_columns": "变更的列，逗号分隔;只对变更的行",
}


@dataclass
class Changed:
    """How many rows of one mart came, changed and went, and which columns."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    columns_added: list[str] = field(default_factory=list)
    columns_withdrawn: list[str] = field(default_factory=list)


def write_changes(
    connection: duckdb.DuckDBPyConnection, before: Path | None, marts: list[Mart], audience: Audience
) -> dict[str, Changed] | None:
    """Compare the new file, open in ``connection``, with the one before; fill its table of changes.

    Without a file before, or with one whose key is another now, nothing is compared and the table is empty.

    Returns:
        What changed, by mart; none where nothing could be compared.
    """
    listed = ", ".join(f"{name} varchar" for name in COLUMNS)
    connection.execute(f"create table {TABLE} ({listed})")
    connection.execute(f"comment on table {TABLE} is '与上一次发布相比变动的行'")
    for name, label in COLUMNS.items():
        connection.execute(f"comment on column {TABLE}.{name} is '{label}'")
    if before is None:
        return None
    try:
        attach(connection, before, "before", audience)
    except SettingError:
        return None
    now, then = _columns(connection, "this"), _columns(connection, "before")
    keys = {mart.name: mart.key for mart in marts}
    found = {
        name: _compare(connection, name, keys.get(name, ()), now.get(name, {}), then.get(name, {}))
        for name in sorted(now.keys() | then.keys())
    }
    connection.execute("detach before")
    for name, change, rows in connection.execute(
        f"select mart, change, count(*) from {TABLE} group by all"  # noqa: S608
    ).fetchall():
        setattr(found[name], change, rows)
    return found


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Table → column → type, of the marts in one file."""
    found: dict[str, dict[str, str]] = {}
    for table, column, data_type in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where not internal and database_name = ? and table_name not in ('release', ?)",
        [database, TABLE],
    ).fetchall():
        found.setdefault(table, {})[column] = data_type
    return found


def _compare(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    key: tuple[str, ...],
    now: dict[str, str],
    then: dict[str, str],
) -> Changed:
    same = {name for name in now if now[name] == then.get(name)}
    told = Changed(
        columns_added=sorted(set(now) - same) if then else [],
        columns_withdrawn=sorted(set(then) - same) if now else [],
    )
    both = [name for name in now if name in same and (name != AS_OF or AS_OF in key)]
    if not now or not then:
        change, place = ("withdrawn", "before.main.") if then else ("added", "")
        columns = then or now
        known = named_row(key if set(key) <= set(columns) else ())
        selected = f"select '{mart}', '{change}', {known}, null from {place}{mart}"  # noqa: S608
        connection.execute(f"insert into {TABLE} {selected}")
    elif key and set(key) <= set(both):
        _by_key(connection, mart, key, [name for name in both if name not in key])
    elif both:
        _by_row(connection, mart, both)
    return told


def _by_key(connection: duckdb.DuckDBPyConnection, mart: str, key: tuple[str, ...], rest: list[str]) -> None:
    same = " and ".join(f'n."{name}" is not distinct from o."{name}"' for name in key)
    differs = [f'n."{name}" is distinct from o."{name}"' for name in rest]
    cases = [f"case when {test} then '{name}' end" for test, name in zip(differs, rest, strict=True)]
    columns = f"concat_ws(',', {', '.join(cases)})" if cases else "null"
    listed = ", ".join(f'"{name}"' for name in [*key, *rest])
    connection.execute(
        f"insert into {TABLE} select '{mart}', "  # noqa: S608
        "case when o.is_there is null then 'added' when n.is_there is null then 'withdrawn' "
        "else 'changed' end, "
        f"case when n.is_there is null then {named_row(key, 'o')} else {named_row(key, 'n')} end, "
        f"case when n.is_there and o.is_there then {columns} end "
        f"from (select true as is_there, {listed} from {mart}) as n "
        f"full join (select true as is_there, {listed} from before.main.{mart}) as o on {same} "
        f"where {' or '.join(['n.is_there is null', 'o.is_there is null', *differs])}"
    )


def _by_row(connection: duckdb.DuckDBPyConnection, mart: str, columns: list[str]) -> None:
    """Without the whole key in the file a row is what it holds: it came or it went."""
    listed = ", ".join(f'"{name}"' for name in columns)
    new, old = f"select {listed} from {mart}", f"select {listed} from before.main.{mart}"  # noqa: S608
    for change, there, other in (("added", new, old), ("withdrawn", old, new)):
        connection.execute(
            f"insert into {TABLE} select '{mart}', '{change}', '', null from ({there} except all {other})"  # noqa: S608
        )


def summary(files: dict[str, dict[str, Changed] | None], before: dict[str, Any] | None) -> dict[str, Any]:
    """What `DIFF` holds: the release before, and for each file the marts with changes; null: not compared."""
    about = before and {name: before[name] for name in ("as_of", "run_id", "code_version")}
    return {"before": about, "files": {file: marts and _told(marts) for file, marts in files.items()}}


def _told(marts: dict[str, Changed]) -> dict[str, dict[str, Any]]:
    return {mart: vars(told) for mart, told in marts.items() if any(vars(told).values())}
