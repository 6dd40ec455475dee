"""The restatement from Dagster's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.restate import NotPublishedError
from orchestration.restate_job import restatement


def test_what_was_never_published_is_not_restated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIKU_DATA", str(tmp_path))
    config = {"ops": {"restate_period": {"config": {"period": "2026-10", "known_on": "2026-11-10"}}}}
    with pytest.raises(NotPublishedError, match="2026-10-31"):
        restatement.execute_in_process(run_config=config)
    assert [path.name for path in tmp_path.iterdir()] == [".refresh.lock"]
