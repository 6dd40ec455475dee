"""List what is asked of the departments: how many questions are open for whom, or one owner's, each."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.table import Table

from orchestration.released import NothingToExplainError, Row, released

STATES = {
    "open": "待处理 / open",
    "answered": "已改正 / answered",
    "ignored": "不予处理 / ignored",
}
BY_OWNER = """
    select
        owner,
        count(*) filter (where state = 'open') as open,
        max(age_working_days) filter (where state = 'open') as oldest,
        count(*) filter (where state = 'open' and rounds > 0) as still_wrong,
        count(*) filter (where state = 'answered') as answered,
        count(*) filter (where state = 'ignored') as ignored
    from questions group by owner order by open desc, owner
"""
OF_OWNER = """
    select q.*, b.source_uri, count(*) over () as of_owner
    from questions as q
    left join feed_batches as b on q.feed_id = b.feed_id and q.batch_id = b.batch_id
    where q.owner = ? and q.state = ?
    order by q.asked_on, q.feed_id, q.batch_id, q.source_sheet, q.source_row, q.rule_id, q."column"
    limit ?
"""
OWNERS = "select distinct owner from questions order by owner"


def questions(root: Path, owner: str | None, state: str, limit: int) -> Table:
    """The questions by owner, or those of one owner in one state, oldest first, as a table to print.

    Args:
        root: the data root.
        owner: who has to act; None lists all owners with their numbers.
        state: one of `STATES`; counts only where an owner is given.
        limit: how many questions to list; the title tells how many there are.

    Raises:
        NothingToExplainError: nothing is published, no such state, or nothing was ever asked of the owner.
    """
    if state not in STATES:
        raise NothingToExplainError(f"没有状态 / no state {state!r}; 有 / there are: {' '.join(STATES)}")
    with released(root) as release:
        if owner is None:
            return _numbers(release.rows(BY_OWNER))
        found = release.rows(OF_OWNER, owner, state, limit)
        known = [row["owner"] for row in release.rows(OWNERS)]
    if owner not in known:
        raise NothingToExplainError(
            f"没有向它提出的问题 / nothing asked of {owner!r}; 有 / known: {' '.join(known)}"
        )
    return _listed(owner, state, found)


def _numbers(rows: list[Row]) -> Table:
    table = Table(title="问题 / questions", box=box.SIMPLE, pad_edge=False)
    table.add_column("应由谁处理 / owner", no_wrap=True)
    for name in (
        "待处理 / open",
        "最久(工作日) / oldest",
        "报回仍有误 / still wrong",
        "已改正 / answered",
        "不予处理 / ignored",
    ):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*(_text(row[name]) for name in row))
    return table


def _listed(owner: str, state: str, rows: list[Row]) -> Table:
    of = rows[0]["of_owner"] if rows else 0
    title = f"{owner} {STATES[state]}: {len(rows)} / {of}"
    table = Table(title=title, box=box.SIMPLE, pad_edge=False)
    for name in (
        "提出 / asked",
        "工作日 / days",
        "批次 / batch",
        "工作表 / sheet",
        "行 / row",
        "规则 / rule",
        "说明 / what",
        "了结 / closed by",
    ):
        table.add_column(name, overflow="fold")
    for row in rows:
        names = ("asked_on", "age_working_days")
        where = f"{row['feed_id']} {row['batch_id']}"
        told = [row["source_sheet"], row["source_row"], row["rule_id"], row["message_zh"], _closed(row)]
        table.add_row(*(_text(row[name]) for name in names), where, *map(_text, told))
    return table


def _closed(row: Row) -> str:
    if row["state"] == "answered":
        where = " ".join(
            str(row[name]) for name in ("answer_batch_id", "answer_sheet", "answer_row") if row[name]
        )
        return f"{row['closed_on']} {where}"
    if row["state"] == "ignored":
        return f"{row['closed_on']} {row['decided_by']}: {row['decision_reason']}"
    return f"已报回 {row['rounds']} 次仍有误 / still wrong" if row["rounds"] else ""


def _text(value: object) -> str:
    return "–" if value is None else str(value)
