"""The canary: known-bad rows must fail, in `Contract.check` and in the pandera schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandera.polars as pa
import polars as pl
import pytest
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from ingest.catalogue import Column, Condition, Order
from quality.contract import Contract, ContractBrokenError

RECEIVED = date(2026, 10, 31)
COLUMNS = [
    Column(name="name", title="名称", required=True, max_length=5),
    Column(name="kind", title="类别", type="code", codes={"单位": [], "个人": []}),
    Column(name="measures", title="措施", type="code", codes={"警告": [], "罚款": []}, separator=";"),
    Column(name="decided_on", title="决定日期", type="date", not_after_receipt=True),
    Column(name="published_on", title="公示日期", type="date"),
    Column(name="amount", title="金额", type="amount", unit="yuan"),
    Column(name="count", title="次数", type="integer"),
    Column(name="uscc", title="代码", type="uscc", required_if=Condition(column="kind", values=["单位"])),
    Column(name="org_code", title="组织机构代码", type="org_code"),
    Column(name="registration_no", title="注册号", type="registration_no"),
    Column(name="tax_no", title="税号", type="tax_no"),
    Column(name="subject_code", title="主体代码", type="subject_code"),
    Column(
        name="person", title="证件号码", type="person_id",
        checked_if=Condition(column="kind", values=["个人"]),
    ),
]  # fmt: skip
RULES = [Order(rule="order", earlier="decided_on", later="published_on")]
# GB 32100 and GB 11643: the codes of the good row are published vectors, not computed here
GOOD = {
    "name": "盘锦甲", "kind": "单位", "measures": "警告;罚款", "decided_on": "2026-07-01",
    "published_on": "2026-07-02", "amount": "12.5", "count": "3", "uscc": "91211102MA0T00054B",
    "org_code": "MA0T00054", "registration_no": "211100000001231", "tax_no": "91211102MA0T00054B",
    "subject_code": "91211102MA0T00054B", "person": None,
}  # fmt: skip
# column, a wrong value, the rule that must hold the row, the check of the schema that must name it
CANARY = [
    ("name", None, "REQUIRED", "not_nullable"),
    ("name", "盘" * 6, "TEXT-LENGTH", "TEXT-LENGTH"),
    ("kind", "公司", "CODE-LIST", "CODE-LIST"),
    ("measures", "警告;处分", "CODE-LIST", "CODE"),
    ("decided_on", "2019-13-45", "DATE-REAL", "DATE-FORM"),
    ("decided_on", "2026-11-01", "DATE-FUTURE", None),
    ("published_on", "2026-06-30", "X-ORDER", None),
    ("amount", "若干", "AMOUNT-FORM", "AMOUNT-FORM"),
    ("amount", "-5", "AMOUNT-NEGATIVE", "AMOUNT-FORM"),
    ("count", "3.5", "INTEGER-FORM", "INTEGER-FORM"),
    ("uscc", "91211102MA0T00054C", "USCC-CHECK", "USCC"),
    ("uscc", None, "REQUIRED", "REQUIRED uscc"),
    ("org_code", "MA0T00055", "ORG-CHECK", "ORG-CODE"),
    ("registration_no", "211100000001232", "REG-CHECK", "REGISTRATION-NO"),
    ("tax_no", "2301036000", "TAX-LENGTH", "TAX-NO"),
    ("subject_code", "2111", "SUBJECT-LENGTH", "SUBJECT-CODE"),
]  # fmt: skip
# values that were not brought into canonical form, or should never be kept: only the schema can see them
UNKEPT = [
    ("name", "", "TEXT-LENGTH"),
    ("decided_on", "2026/7/1", "DATE-FORM"),
    ("amount", "12.50", "AMOUNT-FORM"),
    ("amount", "1,000", "AMOUNT-FORM"),
    ("count", "003", "INTEGER-FORM"),
    ("uscc", "91211102ma0t00054b", "USCC"),
    ("person", "110101199003070011", "PID-HASH"),
]


def table(*rows: dict[str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(GOOD, pl.String))


@pytest.fixture
def contract() -> Contract:
    return Contract(COLUMNS, RULES, key=["name"])


def failures(contract: Contract, frame: pl.DataFrame | pl.LazyFrame) -> set[tuple[str | None, str]]:
    """Column and check of every failure case."""
    with pytest.raises(SchemaErrors) as caught:
        contract.schema.validate(frame, lazy=True)
    return set(caught.value.failure_cases.select("column", "check").iter_rows())


def named(column: str, check: str) -> tuple[str | None, str]:
    return (None if check.startswith("REQUIRED ") else column, check)


def test_the_good_row_passes_both(contract: Contract) -> None:
    checked = contract.check(table(GOOD), RECEIVED, serials=False)

    assert checked.findings.rows() == []
    contract.schema.validate(checked.frame, lazy=True)
    contract.assert_accepted(checked.frame)


@pytest.mark.parametrize(("column", "value", "rule_id", "_"), CANARY)
def test_the_canary_is_held_by_its_rule(
    column: str, value: str | None, rule_id: str, _: str | None, contract: Contract
) -> None:
    checked = contract.check(table(GOOD, GOOD | {column: value}), RECEIVED, serials=False)

    found = checked.findings.select("index", "column", "rule_id").rows()
    assert found == [(1, column, rule_id)]
    assert set(checked.findings["severity"]) <= {"question", "reject"}


@pytest.mark.parametrize(("column", "value", "check"), [(c, v, k) for c, v, _, k in CANARY if k] + UNKEPT)
@pytest.mark.parametrize("frames", ["eager", "collected"])
def test_the_schema_names_column_and_check(
    column: str, value: str | None, check: str, frames: str, contract: Contract
) -> None:
    frame = table(GOOD, GOOD | {column: value})
    frame = frame.lazy().collect() if frames == "collected" else frame

    assert failures(contract, frame) == {named(column, check)}
    with pytest.raises(ContractBrokenError, match=check):
        contract.assert_accepted(frame)


def test_a_whole_batch_of_bad_rows_fails_with_every_rule(contract: Contract) -> None:
    bad = table(*[GOOD | {column: value} for column, value, *_ in CANARY])

    checked = contract.check(bad, RECEIVED, serials=False)

    found = set(checked.findings.select("index", "column", "rule_id").iter_rows())
    assert found == {(index, column, rule_id) for index, (column, _, rule_id, _) in enumerate(CANARY)}
    assert failures(contract, bad) == {named(column, check) for column, _, _, check in CANARY if check}


def test_a_missing_column_breaks_the_schema(contract: Contract) -> None:
    assert failures(contract, table(GOOD).drop("uscc")) >= {(None, "column_in_dataframe")}


@pytest.fixture
def as_pandera_comes() -> Iterator[None]:
    with config_context(validation_depth=ValidationDepth.SCHEMA_ONLY):
        yield


@pytest.mark.usefixtures("as_pandera_comes")
def test_the_trap_a_lazy_frame_looked_at_by_types_alone_passes() -> None:
    """Documents pandera: with this depth, which is its own for LazyFrames, known-bad rows pass in silence."""
    schema = pa.DataFrameSchema({"name": pa.Column(pl.String, pa.Check.str_length(max_value=5))})
    bad = pl.LazyFrame({"name": ["盘" * 6]})

    schema.validate(bad, lazy=True).collect()


@pytest.mark.usefixtures("as_pandera_comes")
def test_our_wrapper_collects_and_sets_the_depth_itself(contract: Contract) -> None:
    bad = table(GOOD | {"name": "盘" * 6})

    contract.schema.validate(bad.lazy(), lazy=True).collect()  # the trap again, with our own schema
    for frame in (bad, bad.lazy()):
        with pytest.raises(ContractBrokenError, match="TEXT-LENGTH"):
            contract.assert_accepted(frame)


@pytest.mark.parametrize(("column", "value", "check"), [(c, v, k) for c, v, _, k in CANARY if k] + UNKEPT)
def test_the_glance_lets_nothing_through_in_a_long_chunk(
    column: str, value: str | None, check: str, contract: Contract
) -> None:
    """Columns that null counts and byte lengths prove are left out of the schema; a bad one never is."""
    rows = pl.concat([table(GOOD)] * 6000 + [table(GOOD | {column: value})])

    with pytest.raises(ContractBrokenError, match=check):
        contract.assert_accepted(rows)


def test_the_error_says_where_but_not_what(contract: Contract) -> None:
    personal = "110101199003070011"

    with pytest.raises(ContractBrokenError) as caught:
        contract.assert_accepted(table(GOOD | {"person": personal}))

    assert "'column': 'person'" in str(caught.value)
    assert personal not in str(caught.value)
    assert caught.value.__cause__ is None
