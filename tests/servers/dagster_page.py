"""A real web server of Dagster on loopback, read-only or not, on a Dagster home of one's own."""

from __future__ import annotations

import sys
from pathlib import Path

import requests

from tests.conftest import PROJECT
from tests.servers.daemon import Daemon, free_port


class DagsterPage:
    """A running ``dagster-webserver``; it has no user of its own, for it reads the home of the tests."""

    def __init__(self, home: Path, workspace: Path, *, read_only: bool = True) -> None:
        """Start it and wait until it answers.

        Args:
            home: the Dagster home.
            workspace: the workspace file.
            read_only: as watchers have it.
        """
        self.port = free_port()
        self.daemon = Daemon("dagster")
        program = Path(sys.executable).with_name("dagster-webserver")
        here = ["-w", str(workspace), "-h", "127.0.0.1", "-p", str(self.port)]
        command = [str(program), *here, *(["--read-only"] if read_only else [])]
        settings = [f"DAGSTER_HOME={home}", f"PYTHONPATH={PROJECT}", f"SIKU_DATA={home.parent}"]
        self.daemon.start(["/usr/bin/env", *settings, *command], self._answers)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/server_info", timeout=1).ok
        except requests.ConnectionError:
            return False
