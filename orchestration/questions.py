"""List what is asked of the departments: how many questions are open for whom, or one owner's, each."""

from __future__ import annotations

from pathlib import Path

from orchestration import words
from orchestration.released import NothingToExplainError, Row, released
from orchestration.terminal import Section

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


def questions(root: Path, owner: str | None, state: str, limit: int) -> list[Section]:
    """The questions by owner, or those of one owner in one state, oldest first, as sections to print.

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
            return [("问题 / questions", [_numbers(row) for row in release.rows(BY_OWNER)])]
        found = release.rows(OF_OWNER, owner, state, limit)
        known = [row["owner"] for row in release.rows(OWNERS)]
    if owner not in known:
        raise NothingToExplainError(
            f"没有向它提出的问题 / nothing asked of {owner!r}; 有 / known: {' '.join(known)}"
        )
    of = found[0]["of_owner"] if found else 0
    return [
        (f"{owner} {STATES[state]}: {len(found)} / {of}", [line for row in found for line in _listed(row)])
    ]


def _numbers(row: Row) -> str:
    oldest = f"最久 / oldest {row['oldest']} 个工作日 / working days" if row["oldest"] is not None else ""
    counts = [f"{STATES[state]} {row[state]}" for state in STATES]
    if row["still_wrong"]:
        counts.insert(1, f"报回仍有误 / still wrong {row['still_wrong']}")
    return "  ".join(filter(None, [row["owner"], *counts, oldest]))


def _listed(row: Row) -> list[str]:
    asked = f"{row['asked_on']} 提出 / asked,{row['age_working_days']} 个工作日 / working days"
    lines = [f"{row['rule_id']}  {asked}  ← {words.place(row)}", f"    {row['message_zh']}"]
    closed = _closed(row)
    return [*lines, f"    {closed}"] if closed else lines


def _closed(row: Row) -> str:
    if row["state"] == "answered":
        names = ("answer_batch_id", "answer_sheet", "answer_row")
        return " ".join([f"{row['closed_on']} 已改正 / answered:", *(str(row[n]) for n in names if row[n])])
    if row["state"] == "ignored":
        return f"{row['closed_on']} {row['decided_by']}: {row['decision_reason']}"
    return f"已报回 {row['rounds']} 次仍有误 / still wrong" if row["rounds"] else ""
