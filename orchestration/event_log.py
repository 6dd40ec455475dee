"""Dagster's own SQLite event log, its files held open: it opens and closes one anew for every event.

A refresh stores some two thousand events. Same files, same tables: without the entry in ``dagster.yaml``
Dagster's storage reads on where this one stopped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import StaticPool


class HeldOpenEventLog(SqliteEventLogStorage):
    """Keeps the index and the run written last open; one connection each, one thread at a time."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        """Use the folder that Dagster's default storage uses."""
        self._held: dict[str, Engine] = {}
        super().__init__(str(Path(os.environ["DAGSTER_HOME"]) / "history" / "runs"), inst_data)

    @classmethod
    def config_type(cls) -> Any:  # noqa: ANN401 - dagster's interface
        """Nothing to configure."""
        return {}

    @classmethod
    def from_config_value(
        cls,
        inst_data: ConfigurableClassData | None,
        config_value: Mapping[str, Any],  # noqa: ARG003 - dagster's interface
    ) -> HeldOpenEventLog:
        """Called by dagster for the entry in ``dagster.yaml``."""
        return cls(inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._initialized_dbs:
            with super()._connect(shard):
                pass  # makes the file and its tables
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._held:
            for other in [name for name in self._held if name != INDEX_SHARD_NAME]:
                self._held.pop(other).dispose()
            self._held[shard] = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            with self._held[shard].begin() as connection:
                # with a write-ahead log this loses at most the last events when the power fails
                connection.execute(text("pragma synchronous = normal"))
        return self._held[shard]

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event, and touch its file: a page that shows a run live waits for the file to change.

        While a file is held open SQLite writes beside it, into the write-ahead log, of which the page knows
        nothing.
        """
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    def dispose(self) -> None:
        """Close the files."""
        while self._held:
            self._held.popitem()[1].dispose()
        super().dispose()
