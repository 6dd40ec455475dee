"""How generated files are written: the notice at their head, SQL from a template, YAML."""

from __future__ import annotations

from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

NOTICE = "generated from ingest/standards, do not edit: make generate"
# dbt's own braces pass through: here a value is [[ name ]], a block [% if … %]
_TEMPLATES = Environment(
    variable_start_string="[[",
    variable_end_string="]]",
    block_start_string="[%",
    block_end_string="%]",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - SQL, no page
)


def rendered(template: str, **values: object) -> str:
    """The SQL of a template, every value of which must be given."""
    return _TEMPLATES.from_string(template).render(values)


def sql_file(*selects: str) -> str:
    """A generated SQL file: the notice, then the selects, all their rows."""
    return f"-- {NOTICE}\n" + "union all\n".join(selects)


def described(columns: dict[str, str]) -> list[dict[str, Any]]:
    """Columns as dbt's properties have them."""
    return [{"name": name, "description": text} for name, text in columns.items()]


def yml(content: dict[str, Any]) -> str:
    """A generated YAML file."""
    return f"# {NOTICE}\n" + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
