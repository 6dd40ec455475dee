"""When a build may start from the last one, and each reason why it must not (macros/daily.sql)."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytest

KNOWN = """
create table run (as_of_date date, known_on date, code_version varchar, catalogue_version varchar);
insert into run values ('2026-10-30', '2026-10-30', 'code', 'list');
create table feeds (feed_id varchar, standard_kind varchar, mode varchar);
insert into feeds values ('permits', 'record', 'changes'), ('debtors', 'record', 'full'),
    ('firms', 'register', 'full'), ('halls', 'reference', 'full');
create table batches (
    feed_id varchar, batch_id varchar, judged_by varchar,
    received_at timestamp, received_on date, state varchar
);
create table receipts (feed_id varchar, batch_id varchar, received_at timestamp, received_on date);
create table rates as select date '2026-01-01' as valid_from, cast(null as date) as valid_to;
create table kept (i integer);
create macro batch(feed, id, day) as table
    select feed, id, 'rules', cast(day as timestamp), cast(day as date), 'landed';
create macro receipt(feed, id, day) as table select feed, id, cast(day as timestamp), cast(day as date);
insert into batches
    from batch('permits', 'p', '2026-10-20') union all from batch('debtors', 'd', '2026-10-20')
    union all from batch('firms', 'f', '2026-10-20');
"""
NODES = {
    "model.siku.kept": {"resource_type": "model", "materialized": "incremental", "alias": "kept"},
    "model.siku.shown": {"resource_type": "model", "materialized": "view", "alias": "shown"},
    "seed.siku.rates": {"resource_type": "seed", "materialized": "seed", "alias": "rates"},
}
DAILY = ""
GONE = "a batch is gone or was judged anew"
DELIVERED = "a register was delivered, or all of a record standard"
CHANGES = {
    "nothing": ("select 1", DAILY),
    "the next day": ("update run set as_of_date = '2026-10-31'", DAILY),
    "a delivery of changes": ("insert into batches from batch('permits', 'new', '2026-10-29')", DAILY),
    "a list no record is about": ("insert into batches from batch('halls', 'new', '2026-10-29')", DAILY),
    "a register of tomorrow": ("insert into batches from batch('firms', 'new', '2026-11-05')", DAILY),
    "a file that is sent again": ("insert into receipts from receipt('permits', 'p', '2026-10-29')", DAILY),
    "other code": ("update run set code_version = 'new'", "code or policy changed"),
    "another catalogue": ("update run set catalogue_version = 'new'", "catalogue changed"),
    "more is known than on the day": (
        "update run set known_on = '2026-11-10'",
        "more is known than the as-of date knew",
    ),
    "the day before": ("update run set as_of_date = '2026-10-29'", "as-of date went back"),
    "a batch is gone": ("delete from batches where feed_id = 'permits'", GONE),
    "a batch is judged anew": ("update batches set judged_by = 'new' where feed_id = 'permits'", GONE),
    "a batch is stopped": ("update batches set state = 'stopped' where feed_id = 'permits'", GONE),
    "a full list speaks again": ("insert into receipts from receipt('debtors', 'd', '2026-10-29')", GONE),
    "a register": ("insert into batches from batch('firms', 'new', '2026-10-29')", DELIVERED),
    "a full list of records": ("insert into batches from batch('debtors', 'new', '2026-10-29')", DELIVERED),
    "policy begins": (
        "insert into rates values ('2026-10-31', null); update run set as_of_date = '2026-10-31'",
        "policy changed: rates",
    ),
    "policy ends": (
        "update rates set valid_to = '2026-10-31'; update run set as_of_date = '2026-10-31'",
        "policy changed: rates",
    ),
    "the last build was broken off": ("drop table built", "no complete build to start from"),
    "a version that remembered less": (
        "alter table built drop column known_on",
        "the last build was made by another version",
    ),
    "a version that remembered more": (
        "alter table built add column more integer",
        "the last build was made by another version",
    ),
    "a table is missing": ("drop table kept", "kept is missing"),
}


class ReturnedError(Exception):
    """What a macro returns, as dbt itself passes it up."""


class Macros:
    """The project's macros on a small warehouse, without dbt, which needs seconds for each case."""

    def __init__(
        self, sql: dict[str, str], *, forced: bool = False, selected: frozenset[str] = frozenset(NODES)
    ) -> None:
        self._sql = sql
        self.warehouse = duckdb.connect()
        self.warehouse.execute(KNOWN)
        self._environment = jinja2.Environment(  # noqa: S701 - SQL, not HTML
            extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined
        )
        self._context: dict[str, Any] = {
            "return": self._return,
            "execute": True,
            "flags": SimpleNamespace(FULL_REFRESH=forced, WHICH="build"),
            "log": lambda *_, **__: "",
            "target": SimpleNamespace(database="memory", schema="main"),
            "selected_resources": selected,
            "graph": {"nodes": {name: _node(name, **node) for name, node in NODES.items()}},
            "api": SimpleNamespace(Relation=SimpleNamespace(create=lambda *names, **_: names[-1])),
            "adapter": SimpleNamespace(
                get_relation=lambda *_: None,
                get_columns_in_relation=lambda table: [
                    SimpleNamespace(name=name) for name in self._columns(f"from {table}")
                ],
            ),
            "get_columns_in_query": self._columns,
            "run_query": self._query,
            "landing_source": lambda table: table,
            "list_relations_without_caching": lambda _: self._relations(),
        } | {name: partial(self.call, name) for name in self._sql}

    def call(self, name: str, *arguments: object, **named: object) -> Any:
        """What the macro returns, or the text it renders."""
        source = re.sub(rf"macro\s+{name}\b", f"macro called_{name}", self._sql[name])
        module = self._environment.from_string(source, globals=self._context).module
        try:
            return getattr(module, f"called_{name}")(*arguments, **named)
        except ReturnedError as returned:
            return returned.args[0]

    def build(self) -> None:
        """Remember what a complete build knows."""
        self.warehouse.execute(f"create table built as {self.call('knowledge')}")

    def reason(self) -> str:
        """Why the next build must be a full one; empty when it need not be."""
        return self.call("reason_for_full_build") or ""

    @staticmethod
    def _return(value: object) -> None:
        raise ReturnedError(value)

    def _columns(self, sql: str) -> list[str]:
        return [column[0] for column in self.warehouse.execute(sql).description or []]

    def _query(self, sql: str) -> Result:
        columns = list(zip(*self.warehouse.execute(sql).fetchall(), strict=True))
        found = [SimpleNamespace(values=partial(tuple, column)) for column in columns]
        return Result(found)

    def _relations(self) -> list[dict[str, str]]:
        names = self.warehouse.execute("select table_name from duckdb_tables()").fetchall()
        return [{"name": name, "type": "table"} for (name,) in names]


class Result(SimpleNamespace):
    """A result as dbt's `run_query` gives it, as far as the macros look."""

    def __init__(self, columns: list[SimpleNamespace]) -> None:
        super().__init__(columns=columns)

    def __len__(self) -> int:
        return len(self.columns)


def _node(name: str, *, resource_type: str, materialized: str, alias: str) -> dict[str, Any]:
    return {
        "unique_id": name,
        "resource_type": resource_type,
        "name": alias,
        "alias": alias,
        "config": {"materialized": materialized},
    }


@pytest.fixture(scope="module")
def daily(compiled_project: Path) -> dict[str, str]:
    """The macros by their name, as dbt parsed them."""
    manifest = json.loads((compiled_project / "target" / "manifest.json").read_text(encoding="utf-8"))
    macros = manifest["macros"].values()
    return {m["name"]: m["macro_sql"] for m in macros if m["original_file_path"] == "macros/daily.sql"}


@pytest.mark.parametrize("what", CHANGES)
def test_reason_for_a_full_build(daily: dict[str, str], what: str) -> None:
    change, expected = CHANGES[what]
    macros = Macros(daily)
    macros.build()
    macros.warehouse.execute(change)
    assert macros.reason() == expected


def test_every_reason_is_tried(daily: dict[str, str]) -> None:
    declared = re.findall(r"select '([^'{:]+)[^']*' as reason", daily["_reasons"])
    tried = {expected.partition(":")[0] for _, expected in CHANGES.values()}
    assert [reason for reason in declared if reason not in tried] == []
    assert len(declared) == 7


def test_full_when_asked_for(daily: dict[str, str]) -> None:
    macros = Macros(daily, forced=True)
    macros.build()
    assert macros.reason() == "asked for"


def test_full_when_only_some_models_are_built(daily: dict[str, str]) -> None:
    macros = Macros(daily, selected=frozenset({"model.siku.kept"}))
    macros.build()
    assert macros.reason() == "not all models are built"


@pytest.mark.parametrize(
    ("statuses", "is_remembered"),
    [
        (("success", "success"), True),
        (("success", "no-op"), True),
        (("success", "error"), False),
        (("success", "skipped"), False),
        (("success",), False),
    ],
)
def test_only_a_complete_build_is_remembered(
    daily: dict[str, str], statuses: tuple[str, ...], is_remembered: bool
) -> None:
    models = [name for name in NODES if name.startswith("model.")]
    results = [
        SimpleNamespace(status=status, node=SimpleNamespace(unique_id=name))
        for status, name in zip(statuses, models, strict=False)
    ]
    assert ("create table built" in Macros(daily).call("end_build", results)) is is_remembered
