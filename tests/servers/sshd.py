"""A real OpenSSH server on loopback with keys of its own, for the user of the tests.

One more user, known to this server alone, logs in by password: nss_wrapper (cwrap.org, what Samba and libssh
test sshd with) shows the server files of users and passwords of its own in place of the system's.
"""

from __future__ import annotations

import crypt
import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.daemon import Daemon, find_program, free_port

COURIER, PASSWORD = "siku-courier", "planted:@/?#%20-口令-51c8"
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
        folder = self.daemon.folder
        users = [f"NSS_WRAPPER_{name.upper()}={folder / name}" for name in ("passwd", "group", "shadow")]
        library = find_program("libnss_wrapper.so", "/usr/lib/*", "/usr/lib64")
        sshd = [find_program("sshd", "/usr/sbin"), "-D", "-e", "-f", str(folder / "settings")]
        env = find_program("env", "/usr/bin")
        self.daemon.start([env, f"LD_PRELOAD={library}", *users, *sshd], self._answers)

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


def write_users(folder: Path) -> None:
    """The system's users and one more, in the formats of passwd(5), group(5) and shadow(5)."""
    hidden = crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_SHA512))
    courier = pwd.struct_passwd((COURIER, "x", os.getuid(), os.getgid(), "", str(folder), "/bin/sh"))
    users = [":".join(map(str, user)) for user in (*pwd.getpwall(), courier)]
    groups = [":".join(map(str, (*group[:3], ",".join(group.gr_mem)))) for group in grp.getgrall()]
    for name, lines in (
        ("passwd", users),
        ("group", groups),
        ("shadow", [f"{COURIER}:{hidden}:20000::::::"]),
    ):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def start_sftp(more: str = "") -> SftpServer:
    """Start one; ``more`` are further lines of its settings."""
    daemon = Daemon("sshd")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd shuts its own child in; root only
    server = SftpServer(daemon, free_port())
    for name in ("host_key", "client_key"):
        new_key(daemon.folder / name)
    write_users(daemon.folder)
    text = SETTINGS.format(port=server.port, folder=daemon.folder, more=more)
    (daemon.folder / "settings").write_text(text, encoding="utf-8")
    shutil.copymode(daemon.folder / "host_key", daemon.folder / "settings")
    server.start()
    return server
