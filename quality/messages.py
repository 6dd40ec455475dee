"""Findings in words: the rule's Chinese and English sentence with column, value and detail filled in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from quality.rules import RULES

PICTURES = {chr(code): chr(0x2400 + code) for code in range(32)} | {"\x7f": "\u2421"}


def render(titles: Mapping[str, str]) -> list[pl.Expr]:
    """Expressions for ``rule_group``, ``message_zh`` and ``message_en`` of a frame of findings.

    Args:
        titles: column name → Chinese title, which is what the department sees in its file.

    The frame needs ``rule_id``, ``column``, ``raw_value`` (masked already) and ``detail``.
    """
    groups = {rule.id: rule.group for rule in RULES.values()}
    zh = {rule.id: rule.message_zh for rule in RULES.values()}
    en = {rule.id: rule.message_en for rule in RULES.values()}
    title = pl.col("column").replace(titles).fill_null("")
    return [
        pl.col("rule_id").replace_strict(groups, return_dtype=pl.String).alias("rule_group"),
        _filled(zh, title).alias("message_zh"),
        _filled(en, pl.col("column").fill_null("")).alias("message_en"),
    ]


def _filled(templates: Mapping[str, str], column: pl.Expr) -> pl.Expr:
    text = pl.col("rule_id").replace_strict(templates, return_dtype=pl.String)
    for placeholder, value in (
        ("{column}", column),
        ("{value}", _visible(pl.col("raw_value"))),
        ("{detail}", _visible(pl.col("detail"))),
    ):
        text = text.str.replace(placeholder, value, literal=True)
    return text


def _visible(text: pl.Expr) -> pl.Expr:
    """The text with control characters as Unicode's pictures of them (U+2400 and on), to be looked for."""
    return text.fill_null("").str.replace_many(list(PICTURES), list(PICTURES.values()))
