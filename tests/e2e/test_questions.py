"""Questions of the refreshed city: what was sent back or decided, against what was planted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

PLACE = ("feed", "file", "sheet", "row", "rule", "column")
STANDING = (
    "asked_on", "state", "owner", "rounds", "closed_on", "answer_row", "decided_by", "decided_on", "reason",
)  # fmt: skip
MART = """
    select
        q.feed_id as feed, parse_filename(b.source_uri) as file, q.source_sheet as sheet, q.source_row as row,
        q.rule_id as rule, q."column", q.asked_on, q.state, q.owner, q.rounds, q.closed_on, q.answer_row,
        q.decided_by, q.decided_on, q.decision_reason as reason
    from questions as q join feed_batches as b on q.feed_id = b.feed_id and q.batch_id = b.batch_id
"""
Questions = dict[tuple[Any, ...], dict[str, Any]]


@pytest.fixture(scope="module")
def asked(refreshed_city: Path) -> Questions:
    with duckdb.connect(str(refreshed_city / "published" / "shared.duckdb"), read_only=True) as connection:
        rows = connection.execute(MART).pl().to_dicts()
    return {tuple(row[name] for name in PLACE): row for row in rows}


@pytest.fixture(scope="module")
def planted(refreshed_city: Path) -> list[dict[str, Any]]:
    answers = json.loads((refreshed_city / "answers.json").read_text(encoding="utf-8"))
    questions: list[dict[str, Any]] = answers["questions"]
    return questions


def test_each_stands_as_it_was_answered_or_decided(asked: Questions, planted: list[dict[str, Any]]):
    assert sorted(question["state"] for question in planted) == ["answered", "ignored", *["open"] * 4]
    for question in planted:
        row = asked[tuple(question[name] for name in PLACE)]
        said = {name: None if row[name] is None else str(row[name]) for name in STANDING}
        # the day of a decision is that of closing, where it closed anything
        told = {name: question.get(name) for name in STANDING}
        if question["state"] == "ignored":
            told["decided_on"] = question["closed_on"]
        assert said == {name: None if value is None else str(value) for name, value in told.items()}


def test_all_others_are_open_and_their_senders_to_answer(asked: Questions, planted: list[dict[str, Any]]):
    touched = {tuple(question[name] for name in PLACE) for question in planted}
    others = {place: row for place, row in asked.items() if place not in touched}
    assert len(others) > 300
    assert {(row["state"], row["rounds"], row["decided_by"]) for row in others.values()} == {
        ("open", 0, None)
    }


def test_a_decision_that_names_no_question_is_one(asked: Questions):
    lost = [row for place, row in asked.items() if place[4] == "DECISION-NO-QUESTION"]
    assert [(row["feed"], row["row"], row["owner"], row["state"]) for row in lost] == [
        ("credit_centre_decisions", 2, "市智慧城市中心", "open")
    ]


def test_the_command_counts_by_owner(refreshed_city: Path, siku: Callable[..., str], asked: Questions):
    told = siku(refreshed_city, "questions")
    of_owner = [row["state"] for row in asked.values() if row["owner"] == "双台子区政府"]
    (line,) = [line for line in told.splitlines() if line.strip().startswith("双台子区政府")]
    assert f"待处理 / open {of_owner.count('open')}" in line
    assert f"不予处理 / ignored {of_owner.count('ignored')}" in line


def test_the_command_tells_who_decided_and_what_answered(refreshed_city: Path, siku: Callable[..., str]):
    ignored = siku(refreshed_city, "questions", "双台子区政府", "--state", "ignored")
    assert "2026-10-21 信用中心孙工: 附件另行公示，内容依规定不填" in ignored
    answered = siku(refreshed_city, "questions", "大洼区政府", "--state", "answered")
    assert "2026-10-19 已改正 / answered:" in answered
    still_wrong = siku(refreshed_city, "questions", "盘山县政府")
    assert "已报回 1 次仍有误 / still wrong" in still_wrong


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("没有这个单位",), "没有向它提出的问题 / nothing asked of '没有这个单位'; 有 / known: "),
        (("大洼区政府", "--state", "closed"), "没有状态 / no state 'closed'; 有 / there are: open answered"),
    ],
)
def test_what_cannot_be_told_is_said_with_what_could(
    refreshed_city: Path, siku: Callable[..., str], words: tuple[str, ...], said: str
):
    assert said in siku(refreshed_city, "questions", *words, expect=1)
