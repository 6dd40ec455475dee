"""What a standard asks, in the words of whoever fills in its template."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.catalogue import Column, Condition, Feed, Order, Standard
from ingest.feed import CADENCE_ZH
from quality.column_rules import examples

SEVERITY = {"note": "照收，提示", "repair": "自动改正", "question": "存疑，请核实", "reject": "退回"}
MODE = {"full": "每次报全部数据", "changes": "只报新增和变更"}


def columns_of(standard: Standard, feeds: list[Feed]) -> list[Column]:
    """The columns a file of the standard has; not those whose value its feeds declare."""
    return [
        column
        for column in standard.columns
        if not column.is_declared_by_feed
        and not (feeds and all(column.name in feed.layout.constants for feed in feeds))
    ]


def needed_zh(column: Column, standard: Standard) -> str:
    """Whether a column must be filled."""
    if column.required:
        return "必填"
    return f"{_where(column.required_if, standard)}必填" if column.required_if else "选填"


def example_of(column: Column) -> str:
    """A value the column takes; for plain text there is none that says anything."""
    if column.codes:
        return next(iter(column.codes))
    if column.type == "text":
        return ""
    return next((value for value in examples(column.type, column.unit) if value != "0"), "")


def across_zh(standard: Standard) -> Iterator[tuple[str, str]]:
    """Rules over several columns: rule id and what it says of this standard."""
    for cross in standard.rules:
        if isinstance(cross, Order):
            earlier, later = _titled([cross.earlier, cross.later], standard)
            yield "X-ORDER", f"{earlier}不得晚于{later}"
        else:
            yield "X-ONE-OF", f"{''.join(_titled(cross.columns, standard))}至少填写一栏"


def handling_zh(standard: Standard) -> Iterator[tuple[str, str]]:
    """How records are told apart, corrected and taken back."""
    parts = ["或".join(_titled([part] if isinstance(part, str) else part, standard)) for part in standard.key]
    yield "同一记录", f"{'＋'.join(parts)}相同的为同一记录；后报的一行更正先报的"
    changes = standard.changes
    if not changes:
        return
    if changes.operation:
        yield (
            "收回误报",
            f"{_titled([changes.operation], standard)[0]}填“{'、'.join(changes.deletes)}”，其余各栏照原样报",
        )
    if changes.state and changes.withdrawn:
        yield "撤销记录", f"{_titled([changes.state], standard)[0]}填“{'、'.join(changes.withdrawn)}”"
    if changes.state and changes.disputed:
        yield "异议中", f"{_titled([changes.state], standard)[0]}填“{'、'.join(changes.disputed)}”"
    for now, before in changes.earlier.items():
        new, old = _titled([now, before], standard)
        yield "改正编号", f"{new}填错后更正的，{old}填原来报的值，两者即同一记录"


def sender_zh(feed: Feed) -> tuple[str, str, str, str]:
    """A feed: department, what it is called, when it is due, what it sends."""
    due = f"每{CADENCE_ZH[feed.cadence]}一期，期后第 {feed.due_day} 日前报到"
    return feed.department, f"{feed.title}（{feed.name}）", due, MODE[feed.mode]


def _where(condition: Condition, standard: Standard) -> str:
    values = "、".join(value or "空" for value in condition.values)
    return f"{_titled([condition.column], standard)[0]}为“{values}”时"


def _titled(names: list[str], standard: Standard) -> list[str]:
    return [f"「{standard.by_name[name].title}」" for name in names]
