"""A real OpenSSH server on loopback with keys of its own, for the user of the tests."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.daemon import Daemon, find_program, free_port

SETTINGS = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/client_key.pub
Subsystem sftp internal-sftp
PidFile none
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
StrictModes no
LogLevel VERBOSE
# a test connects as often as it likes
MaxStartups 100
{more}
"""


@dataclass
class SftpServer:
    """A running server and how to get in."""

    daemon: Daemon
    port: int
    user: str = field(default_factory=getpass.getuser)
    host: str = "127.0.0.1"

    @property
    def host_key(self) -> str:
        """Kind and key, as ``ssh-keyscan`` prints them."""
        return " ".join((self.daemon.folder / "host_key.pub").read_text(encoding="ascii").split()[:2])

    @property
    def client_key(self) -> Path:
        """The private key that opens it."""
        return self.daemon.folder / "client_key"

    @property
    def log(self) -> str:
        """What the server said."""
        return self.daemon.log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start it on its port."""
        self.daemon.start(
            [find_program("sshd", "/usr/sbin"), "-D", "-e", "-f", str(self.daemon.folder / "settings")],
            self._answers,
        )

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as probe:
                return probe.recv(4) == b"SSH-"
        except OSError:
            return False


def new_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> None:
    """A key pair in OpenSSH's format."""
    keygen = find_program("ssh-keygen", "/usr/bin")
    command = [keygen, "-q", "-t", kind, "-N", passphrase, "-C", "siku-test", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def start_sftp(more: str = "") -> SftpServer:
    """Start one; ``more`` are further lines of its settings."""
    daemon = Daemon("sshd")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd shuts its own child in; root only
    server = SftpServer(daemon, free_port())
    for name in ("host_key", "client_key"):
        new_key(daemon.folder / name)
    text = SETTINGS.format(port=server.port, folder=daemon.folder, more=more)
    (daemon.folder / "settings").write_text(text, encoding="utf-8")
    shutil.copymode(daemon.folder / "host_key", daemon.folder / "settings")
    server.start()
    return server
