"""Start a server program of the distribution on data of the test's own, and stop it whatever happens.

Works for root and for an ordinary user. Servers that refuse to run as root run as their package's user.
The kernel ends them with the test process (``setpriv --pdeathsig``), also when that one is killed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds until a server must answer; a busy build server needs ten times the usual one


def find_program(name: str, *folders: str) -> str:
    """The path of a server's program, newest version first; a missing one fails the test with its name.

    Args:
        name: the program, e.g. ``postgres``.
        folders: where the distribution puts it, with ``*`` for a version; looked at before PATH.
    """
    found = [path for folder in folders for path in Path("/").glob(f"{folder.lstrip('/')}/{name}")]
    newest = max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()], default=None)
    program = str(newest) if newest else shutil.which(name)
    if program is None:
        pytest.fail(
            f"没有程序 {name}:请先运行 make servers / is missing: run make servers first", pytrace=False
        )
    return program


def free_port() -> int:
    """A port of the loopback address on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def user_for(package_user: str) -> str | None:
    """Whom a server runs as: None is the user of the tests; root hands over to the package's user."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(package_user).pw_name
    except KeyError:
        return "nobody"


class Daemon:
    """A server process with a folder of its own below the system's temporary folder.

    The folder does not lie in pytest's: that one is closed to other users, and its path is too long for the
    name of a socket (108 bytes).
    """

    def __init__(self, name: str, package_user: str | None = None) -> None:
        """Make the folder; nothing runs yet."""
        self.name = name
        self.user = user_for(package_user) if package_user else None
        self.folder = Path(tempfile.mkdtemp(prefix=f"siku-{name}-"))
        self.log = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        if self.user:
            shutil.chown(self.folder, self.user)

    @property
    def process_id(self) -> int:
        """Of the running server."""
        assert self._process is not None
        return self._process.pid

    def _as_user(self, command: Sequence[str]) -> list[str]:
        user = ["--reuid", self.user, "--regid", _group_of(self.user), "--init-groups"] if self.user else []
        return [find_program("setpriv", "/usr/bin"), *user, "--pdeathsig", "TERM", "--", *command]

    def run(self, command: Sequence[str]) -> None:
        """Run a command to its end as the server's user, e.g. the one that makes the data directory."""
        done = subprocess.run(
            self._as_user(command), cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.fail(
                f"{self.name}: {command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}", pytrace=False
            )

    def start(self, command: Sequence[str], answers: Callable[[], bool]) -> None:
        """Start the server and wait until ``answers`` says yes."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._as_user(command), cwd=self.folder, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while not answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
                self.stop(signal.SIGKILL)
                pytest.fail(f"{self.name} 没有启动 / did not start:\n{said}", pytrace=False)
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server and wait for it; SIGKILL is a power cut."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def remove(self) -> None:
        """End the server and forget its data."""
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def _group_of(user: str) -> str:
    return str(pwd.getpwnam(user).pw_gid)
