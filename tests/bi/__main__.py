"""Open the current release in Apache Superset and list its tables with their Chinese labels.

    make bi     # with a release in $SIKU_DATA/published

Compares what Superset says with what the file says: every table, every label of a table and a column, a query
of SQL Lab, and that it cannot write. Then runs the guide from top to bottom, with what needs other drivers.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from ingest.settings import data_root
from tests.bi.guide import LINE, NUMERATOR, blocks, credit_server, run, small_release
from tests.bi.superset import Superset, superset
from tests.conftest import PROJECT

BIN = PROJECT / ".venv-bi" / "bin"
ASKED = "select indicator_id, status from indicator_values where is_main and unit = '全市' order by 1"


def labels(file: Path) -> dict[str, tuple[str | None, dict[str, str | None]]]:
    """What the file says: table → its label, and column → label."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables() where not internal")
        found: dict[str, tuple[str | None, dict[str, str | None]]] = {
            name: (label, {}) for name, label in tables.fetchall()
        }
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        )
        for table, column, label in columns.fetchall():
            found[table][1][column] = label
    return found


def check(tool: Superset, file: Path) -> list[str]:
    """What is wrong; prints what is right."""
    said = labels(file)
    made = tool.post(
        "database/",
        {
            "database_name": "四库",
            "sqlalchemy_uri": f"duckdb:///{file}?access_mode=READ_ONLY",
            "expose_in_sqllab": True,
            "allow_dml": True,  # so that it is the file that refuses
        },
    )
    database = made["id"]
    listed = tool.get(f"database/{database}/tables/?q=(schema_name:main,force:!t)")["result"]
    wrong = [] if {t["value"] for t in listed} == set(said) else [f"tables: {listed}"]
    for name, (label, columns) in sorted(said.items()):
        found = tool.get(f"database/{database}/table_metadata/?name={name}&schema=main")
        shown = {column["name"]: column.get("comment") for column in found["columns"]}
        if (found.get("comment"), shown) != (label, columns):
            wrong.append(f"{name}: {found.get('comment')!r} {shown} instead of {label!r} {columns}")
        print(f"{name}  {found.get('comment')}  ({len(shown)} 列 / columns)")
    return wrong + datasets(tool, database, said) + queries(tool, database, file)


def datasets(tool: Superset, database: int, said: dict[str, Any]) -> list[str]:
    """Datasets, which is what charts are made from: columns with their labels as descriptions."""
    wrong = []
    for name, (_, columns) in sorted(said.items()):
        made = tool.post("dataset/", {"database": database, "schema": "main", "table_name": name})
        found = tool.get(f"dataset/{made['id']}")["result"]
        shown = {column["column_name"]: column["description"] for column in found["columns"]}
        if shown != columns:
            wrong.append(f"dataset {name}: {shown} instead of {columns}")
    print(f"数据集 / datasets: {len(said)}")
    return wrong


def queries(tool: Superset, database: int, file: Path) -> list[str]:
    """A query gives what the file gives; a change is refused."""
    asked = {"database_id": database, "schema": "main", "runAsync": False}
    rows = tool.post("sqllab/execute/", {**asked, "client_id": "siku1", "sql": ASKED})["data"]
    with duckdb.connect(str(file), read_only=True) as connection:
        expected = connection.execute(ASKED).fetchall()
    wrong = [] if [tuple(row.values()) for row in rows] == expected else [f"query: {rows}"]
    print(f"查询 / query: {len(rows)} 行 / rows")
    try:
        tool.post("sqllab/execute/", {**asked, "client_id": "siku2", "sql": "delete from indicator_values"})
    except RuntimeError as error:
        if "read-only" not in str(error):
            wrong.append(f"refused for another reason: {error}")
    else:
        wrong.append("a delete went through")
    return wrong


def guide(folder: Path) -> list[str]:
    """Every block of the guide in its order; what does not print the figure or its label."""
    small_release(folder / "data" / "published")
    (folder / ".venv").symlink_to(Path(sys.prefix))
    wrong = []
    with credit_server() as server:
        for block in blocks():
            python = str(BIN / "python") if block.outside else sys.executable
            said = run(block, folder, server, python)
            print(f"{block.language}{' bi' if block.outside else ''}: {block.text.splitlines()[0]} …")
            if block.outside and (LINE not in said or str(NUMERATOR) not in said):
                wrong.append(f"{block.text}\n{said}")
    return wrong


def main() -> int:
    """Run it all."""
    file = (data_root() / "published" / "shared.duckdb").resolve()
    if not file.exists():
        print(f"还没有发布 / nothing is published: {file}", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="siku-bi-") as home,
        superset(BIN / "superset", Path(home)) as tool,
    ):
        wrong = check(tool, file)
    with tempfile.TemporaryDirectory(prefix="siku-bi-") as folder:
        wrong += guide(Path(folder))
    for line in wrong:
        print(line, file=sys.stderr)
    print("不符 / differences:", len(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
