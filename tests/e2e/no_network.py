"""A process without a network, and a record of every attempt to use one.

As root the process gets a network namespace of its own, so that code outside Python (DuckDB's extension
loader) has no way out either. Everywhere, Python's sockets refuse whatever leaves the machine and note it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ATTEMPTS = "SIKU_TEST_NETWORK_ATTEMPTS"
GUARD = f'''
"""Loaded by every Python the test starts, dbt's included: sockets stay on this machine."""
import os, socket

def _note(what):
    with open(os.environ["{ATTEMPTS}"], "a") as file:
        file.write(f"{{what}}\\n")
    raise OSError(f"no network in this test: {{what}}")

def _stays_here(family, address):
    return family == socket.AF_UNIX or str(address[0]) in ("127.0.0.1", "::1", "localhost")

def _guarded(name, act):
    def guarded(self, address, *rest):
        if not _stays_here(self.family, address):
            _note(f"{{name}} {{address}}")
        return act(self, address, *rest)
    return guarded

def _resolve(host, *rest, **named):
    if host not in (None, "", "127.0.0.1", "::1", "localhost"):
        _note(f"getaddrinfo {{host}}")
    return _known(host, *rest, **named)

_known, socket.getaddrinfo = socket.getaddrinfo, _resolve
for _name in ("connect", "connect_ex"):
    setattr(socket.socket, _name, _guarded(_name, getattr(socket.socket, _name)))
'''


class NoNetwork:
    """Starts processes that cannot reach anything."""

    def __init__(self, folder: Path) -> None:
        """Put the guard where ``PYTHONPATH`` finds it."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
        self.environment = {"PYTHONPATH": str(folder), ATTEMPTS: str(folder / "attempts.txt")}
        self.prefix = ["unshare", "--net", "--"] if _may_unshare() else []

    @property
    def attempts(self) -> list[str]:
        """What was tried."""
        path = Path(self.environment[ATTEMPTS])
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _may_unshare() -> bool:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    return (
        subprocess.run(["unshare", "--net", "--", "true"], capture_output=True, check=False).returncode == 0
    )
