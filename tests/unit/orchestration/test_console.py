"""What a refresh says on the screen when a step fails: our words alone, or where a bug is."""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.console import console


@dg.op
def refused() -> None:
    raise dg.Failure("没有发布 / nothing is published") from ValueError("what lies beneath")


@dg.op
def broken() -> None:
    raise ValueError("a bug of ours")


def said(op: dg.OpDefinition, capsys: pytest.CaptureFixture[str]) -> str:
    graph = dg.GraphDefinition(name="one", node_defs=[op])
    job = graph.to_job(logger_defs={"console": console})
    job.execute_in_process(raise_on_error=False, run_config={"loggers": {"console": {}}})
    return capsys.readouterr().err


def test_a_refusal_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(refused, capsys)
    assert "  ✗ refused: 没有发布 / nothing is published\n" in text
    assert "Traceback" not in text
    assert "File " not in text
    assert "what lies beneath" not in text


def test_a_bug_is_told_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(broken, capsys)
    assert "  ✗ broken: ValueError: a bug of ours" in text
    assert "test_console.py" in text
