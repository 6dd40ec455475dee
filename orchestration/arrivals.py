"""The sensor of the inboxes: files that nobody has landed yet start one refresh, however many they are."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from ingest.catalogue import Catalogue
from ingest.connectors.declared import FileDrop
from ingest.connectors.file_drop import Delivery
from ingest.pulling import not_landed
from ingest.settings import data_root
from orchestration.lock import RefreshRunningError, refresh_lock

EVERY_SECONDS = 60
STARTING_TAKES = timedelta(minutes=10)  # what was asked for longer ago and does not run has died
UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


def arrivals_sensor(job_name: str, catalogue: Catalogue) -> dg.SensorDefinition:
    """A sensor that asks for one run for whatever has arrived, and for none while one is under way.

    The key of the run is the state of the inboxes: names, sizes and times of the files that are not landed.
    A file that cannot be landed asks for one run and not for one each minute. Files that were written just
    now wait for the next look, or a file that grows would ask for a run at every look.
    """

    @dg.sensor(
        name="arrivals",
        job_name=job_name,
        minimum_interval_seconds=EVERY_SECONDS,
        description="收件箱有新文件时启动一次 refresh,不论多少文件;运行期间不再启动",
    )
    def arrivals(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        root = data_root()
        if busy := _under_way(context.instance, root, job_name):
            return dg.SkipReason(busy)
        files = _arrived(root, catalogue)
        if not files:
            return dg.SkipReason("没有新文件 / nothing has arrived")
        stamps = sorted("|".join(map(str, delivery.stamp)) for delivery in files)
        key = hashlib.sha256("\n".join(stamps).encode()).hexdigest()
        return dg.RunRequest(run_key=key, tags={"siku/files": str(len(files))})

    return arrivals


def _under_way(instance: dg.DagsterInstance, root: Path, job_name: str) -> str | None:
    """Why no run is needed now: one was asked for and will start, or one holds the lock."""
    lately = dg.RunsFilter(
        job_name=job_name, statuses=UNDER_WAY, created_after=datetime.now(UTC) - STARTING_TAKES
    )
    if asked := instance.get_runs(lately, limit=1):
        return f"refresh 已在途 / is under way: {asked[0].run_id}"
    try:
        with refresh_lock(root):
            return None
    except RefreshRunningError as running:
        return str(running)


def _arrived(root: Path, catalogue: Catalogue) -> list[Delivery]:
    now = time.time_ns()
    arrived = []
    for feed in catalogue.feeds.values():
        settle = feed.connector.settle_seconds if isinstance(feed.connector, FileDrop) else 0
        files = not_landed(root, catalogue, feed)
        arrived += [delivery for delivery in files if now - delivery.stamp[2] >= settle * 1e9]
    return arrived
