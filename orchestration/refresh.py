"""Run the job ``refresh`` in this process, recorded in the Dagster instance that the web page shows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ingest.key_mark import key_in_use
from ingest.settings import as_of_date, data_root
from orchestration.lock import refresh_lock
from orchestration.release.files import last_manifest

# Telemetry and newsletter off: a city's machine calls nobody. Runs one after the other: one writer (law 5).
DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
event_log_storage:
  module: orchestration.event_log
  class: HeldOpenEventLog
"""


def prepare_home() -> Path:
    """Make the Dagster home (``DAGSTER_HOME``, default below the data root) and return it."""
    home = Path(os.environ.setdefault("DAGSTER_HOME", str(data_root() / "dagster"))).absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        settings.write_text(DAGSTER_YAML, encoding="utf-8")
    return home


@dataclass(frozen=True)
class Refreshed:
    """How a refresh ended."""

    success: bool
    anything_new: bool
    failing_feeds: tuple[str, ...]
    returns_written: bool

    @property
    def shortcomings(self) -> list[str]:
        """What went wrong beside the release: a line for a person each."""
        told = []
        if self.failing_feeds:
            told.append(f"以下来源出错,其余照常 / feeds that failed: {', '.join(self.failing_feeds)}")
        if not self.returns_written:
            told.append("有退件工作簿没有写成,缘由见上 / a return workbook could not be written, see above")
        return told


def refresh() -> Refreshed:
    """Pull all feeds, build, check, publish.

    Raises:
        RefreshRunningError: another refresh of the same data root is running.
        SettingError: ``SIKU_AS_OF`` is not a date, or the person key is another one than before.
    """
    root = data_root()
    as_of_date()
    with refresh_lock(root):
        # seconds before Dagster is even imported: another run at work, or a wrong key, is said at once
        key_in_use(root)
    prepare_home()
    before = last_manifest(root)
    from dagster import DagsterInstance  # noqa: PLC0415 - seconds of import, not for `siku check`

    from orchestration.definitions import defs  # noqa: PLC0415
    from orchestration.returns_asset import WRITTEN  # noqa: PLC0415

    with DagsterInstance.get() as instance:
        result = defs.resolve_job_def("refresh").execute_in_process(
            instance=instance, raise_on_error=False, run_config={"loggers": {"console": {}}}
        )
    evaluations = result.get_asset_check_evaluations()
    failing = tuple(
        sorted(
            evaluation.asset_key.path[-1]
            for evaluation in evaluations
            if evaluation.check_name == "every_file_read"
            and not evaluation.passed
            # not the files that were stopped: those are the sender's
            and evaluation.metadata["failures"].value
        )
    )
    written = all(evaluation.passed for evaluation in evaluations if evaluation.check_name == WRITTEN)
    after = last_manifest(root)
    changed = (after or {}).get("run_id") != (before or {}).get("run_id")
    return Refreshed(result.success, changed, failing, written)
