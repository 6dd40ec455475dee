"""The SQL stays in the subset that runs on DuckDB and on Spark with the same answer."""

from __future__ import annotations

import re

import pytest

from tests.project.conftest import Manifest

FORBIDDEN = {
    "date difference": r"\bdate_?diff\s*\(",
    "date formatting or parsing": r"\b(strftime|strptime|date_format|to_date)\s*\(",
    "day of the week (the base differs)": r"\b(dayofweek|isodow|dow)\b",
    "concat (nulls differ)": r"\bconcat\s*\(",
    "regular expression match or replace": r"\b(regexp_matches|regexp_like|regexp_replace|rlike)\s*\(?",
    "lists and structs": r"\b(list_\w+|unnest|explode|struct_pack|struct)\s*\(",
    "string aggregation": r"\b(string_agg|listagg|group_concat)\s*\(",
    "arg_max (use max_by)": r"\barg_(max|min)\s*\(",
    "hashes other than md5": r"\b(sha256|sha2|hash)\s*\(",
    "varchar or text (use string)": r"\b(varchar|text)\b(?!\s*,|\s+as\b|_)",
    "json functions": r"\bjson_\w+\s*\(",
    "strpos (use instr)": r"\bstrpos\s*\(",
    "starts_with": r"\bstarts_?with\s*\(",
    "generate_series": r"\bgenerate_series\s*\(",
    "star exclude": r"\*\s*exclude\b",
    "union by name": r"\bunion\s+(all\s+)?by\s+name\b",
    "distinct on": r"\bdistinct\s+on\s*\(",
    "asof join": r"\basof\b",
    "trailing comma": r",\s*\n\s*(from|where|group by|order by)\b",
    "cast by two colons": r"::",
    "division without a guard": r"/\s*(?!\s*cast)",
}
LITERAL = re.compile(r"'(?:[^']|'')*'")
COMMENT = re.compile(r"--[^\n]*")
RELATION = re.compile(r'"warehouse"\."main"\."(\w+)"')
RESERVED = '"column"'  # quoted by the adapter, in the way of the engine at hand


def _code(node: dict[str, str]) -> str:
    """Compiled SQL without comments, literals and the names dbt itself quotes."""
    bare = LITERAL.sub("''", COMMENT.sub("", node["compiled_code"]))
    return RELATION.sub(r"\1", bare).replace(RESERVED, "column_").lower()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_models_avoid(manifest: Manifest, what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    assert [name for name, node in manifest.models.items() if pattern.search(_code(node))] == []


def test_no_identifier_is_quoted_by_hand(manifest: Manifest) -> None:
    assert [name for name, node in manifest.models.items() if '"' in _code(node)] == []


def test_the_patterns_find_what_they_forbid() -> None:
    samples = (
        "datediff('day', a, b)", "strftime(a)", "dayofweek(a)", "concat(a, b)", "regexp_matches(a, b)",
        "list_value(a)", "string_agg(a)", "arg_max(a, b)", "sha256(a)", "cast(a as varchar)", "json_keys(a)",
        "strpos(a, b)", "starts_with(a, b)", "generate_series(1, 2)", "* exclude (a)", "union all by name",
        "distinct on (a)", "asof join", "select a,\nfrom b", "a::date", "a / b",
    )  # fmt: skip
    silent = [
        what
        for what, sample in zip(FORBIDDEN, samples, strict=True)
        if not re.search(FORBIDDEN[what], sample)
    ]
    assert silent == []


def test_no_policy_is_written_in_sql(manifest: Manifest) -> None:
    """Law 10: no date, and no number of days beyond what positions and months need, stands in a model."""
    dated = [
        name for name, node in manifest.models.items() if re.search(r"'\d{4}-\d{2}-\d{2}'", node["raw_code"])
    ]
    assert dated == []
