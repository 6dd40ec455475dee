"""The sheet of a template that explains it: who sends what by when, every column, every rule with clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from math import ceil
from typing import Any

import xlsxwriter

from ingest.catalogue import Column, Feed, Standard
from ingest.returns.cells import cell_text
from ingest.returns.words import allowed_zh
from ingest.templates.words import (
    SEVERITY,
    across_zh,
    example_of,
    handling_zh,
    needed_zh,
    sender_zh,
)
from quality.column_rules import rules_of
from quality.messages import PICTURES
from quality.rules import RULES

VISIBLE = str.maketrans(PICTURES)
LINE = 18  # points; a letter of the ordinary font is one unit of width, a Chinese character two
WIDTHS = (26, 22, 40, 44, 26, 48)
HOW = (
    "一、数据填在第一张工作表，自第 2 行起；列名不要改，选填的列可以删去，列的次序不限。",
    "二、列名前标 * 的必填，标 △ 的在所述情形下必填；列名上有批注，可选的值在单元格的下拉列表中。",
    "三、代码、编号、文书号所在的列已设为文本，长数字不会变形；请用“选择性粘贴—数值”，以免盖掉格式。",
    "四、不要留样例行、合计行；本表和隐藏的取值表不作为数据读取，不必删除。",
    "五、本期确无数据的，在第一张表第 2 行第一格写“本期无数据”（可写明所属期），或在文件名中写明；"
    "只交空表不算无数据上报。",
    "六、报送前可用 siku check 自查，结论与入库时相同。",
)
PERIOD = ("报送单位", "所属期", "填报人和电话")


def write_guide(
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    book: xlsxwriter.Workbook,
    standard: Standard,
    columns: Sequence[Column],
    feeds: Sequence[Feed],
) -> None:
    """Fill the sheet.

    Args:
        page: the empty sheet.
        book: it is in.
        standard: what is explained.
        columns: those the template has.
        feeds: who sends it.
    """
    _Guide(page, book).write(standard, columns, feeds)


class _Guide:
    """The sheet in the making, from top to bottom."""

    def __init__(self, page: Any, book: xlsxwriter.Workbook) -> None:  # noqa: ANN401
        self._page, self._at = page, 0
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True})
        self._cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
        for position, width in enumerate(WIDTHS):
            page.set_column(position, position, width)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)

    def write(self, standard: Standard, columns: Sequence[Column], feeds: Sequence[Feed]) -> None:
        self._line(f"{standard.title}（{standard.name}）填报说明", self._title)
        self._line(standard.description)
        edition = f"；{standard.templates[-1].name} 版模板" if standard.templates else ""
        self._line(f"依据：{standard.source}{edition}")
        for text in HOW:
            self._line(text)
        self._table(
            "本次报送（供经办人留存，不作为数据读取）", ("项目", "填写"), [(name, "") for name in PERIOD]
        )
        self._table("由谁报、何时报", ("部门", "来源", "期限", "方式"), map(sender_zh, feeds))
        self._table(
            "各栏",
            ("列名", "是否必填", "含义", "允许的内容", "示例", "规则"),
            [_column(column, standard) for column in columns],
        )
        self._table("记录的更正和收回", ("事项", "做法"), handling_zh(standard))
        self._table(
            "规则", ("规则", "处理", "说明", "标准和条款", "会违反它的值", "用于"), _rules(standard, columns)
        )

    def _line(self, text: str, shape: Any = None) -> None:  # noqa: ANN401
        self._page.write_string(self._at, 0, cell_text(text), shape)
        self._at += 1

    def _table(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        filled = list(rows)
        if not filled:
            return
        self._at += 1
        self._line(title, self._title)
        for at, row in enumerate([heads, *filled]):
            for position, text in enumerate(row):
                shape = self._cell if at else self._head
                if position == len(row) - 1 < len(WIDTHS) - 1:  # the last cell takes what is left of the page
                    self._page.merge_range(self._at, position, self._at, len(WIDTHS) - 1, "", shape)
                self._page.write_string(self._at, position, cell_text(text), shape)
            self._page.set_row(self._at, LINE * _lines(row))
            self._at += 1


def _lines(row: Sequence[str]) -> int:
    """Lines the highest cell of a row takes; programs other than Excel do not fit the height."""
    widths = [*WIDTHS[: len(row) - 1], sum(WIDTHS[len(row) - 1 :])]
    return max(
        ceil(sum(2 if character > "\u2e7f" else 1 for character in text) / (width - 4)) or 1
        for text, width in zip(row, widths, strict=True)
    )


def _column(column: Column, standard: Standard) -> tuple[str, ...]:
    rules = "、".join(rules_of(column))
    said = (column.description, allowed_zh(column), example_of(column), rules)
    return column.title, needed_zh(column, standard), *said


def _rules(standard: Standard, columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Every rule that can be broken, once, with a value that breaks it and the columns it is for."""
    used: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    for column in columns:
        for rule_id, value in rules_of(column).items():
            used.setdefault(rule_id, []).append(f"「{column.title}」")
            wrong.setdefault(rule_id, value.translate(VISIBLE))
    rows: list[tuple[str, ...]] = [
        (rule_id, *_said(rule_id), wrong[rule_id], "".join(used[rule_id]))
        for rule_id in RULES
        if rule_id in used
    ]
    return rows + [(rule_id, *_said(rule_id), "", where) for rule_id, where in across_zh(standard)]


def _said(rule_id: str) -> tuple[str, str, str]:
    rule = RULES[rule_id]
    told = {"「{column}」": "该栏", "「{value}」": "", "：{detail}": "", "{detail}": "…"}
    message = reduce(lambda text, pair: text.replace(*pair), told.items(), rule.message_zh)
    return SEVERITY[rule.severity], message, rule.source
