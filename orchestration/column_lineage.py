"""From which columns each column of the warehouse is made, read off the SQL.

Costs some twenty seconds, nearly all of them dbt's, and changes only with the code: so it is a build product
like dbt's manifest (``python -m orchestration.column_lineage``, which ``make lineage`` calls), and no refresh
computes it. It is compiled on an empty data root and needs neither data nor the warehouse. What was made of
other code is not shown.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dagster as dg
from sqlglot import exp, parse_one
from sqlglot.lineage import Node, lineage

from ingest.catalogue import HERE, load_catalogue
from ingest.landing import landing
from ingest.settings import Days
from orchestration.dbt_command import dbt_command
from orchestration.editions import write_history_index
from orchestration.index import write_index
from orchestration.version import MANIFEST

PRODUCT = MANIFEST.with_name("column_lineage.json")
DIALECT = "duckdb"
ANY_DAY = date(2020, 1, 1)  # the SQL is the same on every day
SHOWN = 3  # columns named beside a column; the metadata has them all
Columns = dict[str, list[tuple[str, str]]]  # column → (asset key, column) it is made of


def read_lineage(manifest: Mapping[str, Any]) -> dict[str, Columns]:
    """Columns by dbt's unique id, as computed for exactly this manifest; nothing when there is none."""
    if not PRODUCT.exists():
        return {}
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    return product["models"] if product["code"] == code_of(manifest) else {}


def with_lineage(metadata: Mapping[str, Any], made_of: Columns, words: Mapping[str, str]) -> dict[str, Any]:
    """A model's metadata with the lineage of its columns, which is also said in the columns' descriptions.

    Dagster's free page shows no lineage of columns; the words are there for everybody.

    Args:
        metadata: what dagster-dbt makes of the model.
        made_of: the lineage; nothing where it was not computed.
        words: descriptions by column, for models whose columns are described in one place for all of them.
    """
    if not made_of:
        return dict(metadata)
    declared = metadata.get("dagster/column_schema")
    columns = (
        declared.columns
        if declared
        else [dg.TableColumn(name, description=words[name]) for name in made_of if name in words]
    )
    described = [
        dg.TableColumn(column.name, column.type, _described(column.description, made_of.get(column.name, [])))
        for column in columns
    ]
    sources = {
        name: [dg.TableColumnDep(dg.AssetKey(key.split("/")), column) for key, column in pairs]
        for name, pairs in made_of.items()
    }
    return {
        **metadata,
        "dagster/column_schema": dg.TableSchema(columns=described),
        "dagster/column_lineage": dg.TableColumnLineage(sources),
    }


def _described(description: str | None, sources: list[tuple[str, str]]) -> str:
    named = "、".join(f"{key.rpartition('/')[2]}.{column}" for key, column in sources[:SHOWN])
    more = f" 等 {len(sources)} 列" if len(sources) > SHOWN else ""
    return f"{description or ''}" + (f" ← {named}{more}" if named else "")


def code_of(manifest: Mapping[str, Any]) -> str:
    """Hash of all SQL a lineage depends on."""
    parts = [
        f"{name} {node['checksum']['checksum']}"
        for name, node in sorted(manifest["nodes"].items())
        if node["resource_type"] in ("model", "seed")
    ]
    parts += [macro["macro_sql"] for _, macro in sorted(manifest["macros"].items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def compute() -> dict[str, Any]:
    """Compile every model on an empty data root and follow its columns; the content of the build product."""
    with TemporaryDirectory(prefix="siku-lineage-") as name:
        root = Path(name)
        write_index(root, load_catalogue([HERE]), Days(ANY_DAY, ANY_DAY), "lineage", "lineage")
        write_history_index(root, landing(root) / "_index", [], None)
        os.environ["SIKU_DATA"] = name  # what dbt compiles on
        dbt_command(["compile", "--quiet", "--select", "resource_type:model"], root / "target")
        manifest = json.loads((root / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {"code": code_of(manifest), "models": dict(models_of(manifest))}


def models_of(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Columns]]:
    """Dbt's unique id and lineage of every model of a manifest with compiled SQL."""
    tables = {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")
    }
    keys = {node["name"]: f"{node['fqn'][1]}/{node['name']}" for node in tables.values()}
    schema = {
        node["name"]: dict.fromkeys(node["columns"], "varchar") for node in tables.values() if node["columns"]
    }
    for unique, node in tables.items():
        if node["resource_type"] == "seed":
            continue
        if all(name.startswith("source.") for name in node["depends_on"]["nodes"]):
            yield unique, _landed(node)  # staging reads files, and says itself which column of which
        else:
            made_of = columns_of(node["compiled_code"], schema).items()
            yield (
                unique,
                {
                    name: sorted((keys[table], column) for table, column in sources if table in keys)
                    for name, sources in made_of
                },
            )


def _landed(node: Mapping[str, Any]) -> Columns:
    origins = {name: column["config"]["meta"].get("origin") for name, column in node["columns"].items()}
    return {
        name: [(f"landing/{origin.partition('.')[0]}", origin.partition(".")[2])]
        for name, origin in origins.items()
        if origin
    }


def columns_of(sql: str, schema: Mapping[str, Mapping[str, str]]) -> dict[str, set[tuple[str, str]]]:
    """Column of a select → the (table, column) pairs that its value is made of.

    Args:
        sql: one select in DuckDB's SQL; databases and schemas before a table's name do not count.
        schema: type by column by table; a table that is not in it has unknown columns.
    """
    tree = parse_one(sql, dialect=DIALECT)
    for table in tree.find_all(exp.Table):
        table.set("db", None)
        table.set("catalog", None)
    found = lineage(None, tree, dict(schema), dialect=DIALECT)
    return {name: set(_leaves(node)) for name, node in found.items()}


def _leaves(column: Node) -> Iterator[tuple[str, str]]:
    for node in column.walk():
        table = node.expression.find(exp.Table)
        if not node.downstream and table is not None:
            yield table.name, exp.to_column(node.name).name


def main() -> None:
    """Write the build product."""
    product = compute()
    PRODUCT.write_text(json.dumps(product, ensure_ascii=False), encoding="utf-8")
    columns = [sources for model in product["models"].values() for sources in model.values()]
    sys.stdout.write(f"{len(columns)} 列 / columns, {sum(map(len, columns))} 条来历 / sources\n")


if __name__ == "__main__":
    main()
