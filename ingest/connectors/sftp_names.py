"""Names of files on an SFTP server as it sends them: bytes, in whatever encoding its machine has.

Version 3 of the protocol, the one OpenSSH speaks, says nothing of the encoding of names, and servers of
departments run on machines set to GBK. So a name is taken as bytes, opened as the same bytes, and read for
people only. paramiko's own listing fails as a whole at one name that is not UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import paramiko
from paramiko.sftp import CMD_CLOSE, CMD_HANDLE, CMD_OPENDIR, CMD_READDIR

FALLBACK = "gb18030"  # holds GBK and GB2312


@dataclass(frozen=True)
class RemoteFile:
    """A file as a listing shows it; what was taken is known by name, size and time.

    Attributes:
        raw: its name as the server sent it, without folder.
        name: the name for people and for our inbox.
        guessed: whether the name's encoding is a guess.
        size: bytes.
        modified: seconds since 1970.
    """

    raw: bytes
    name: str
    guessed: bool
    size: int
    modified: int

    @property
    def key(self) -> str:
        """The name as text from which the bytes can be told again; two names are never one key."""
        try:
            return self.raw.decode()
        except UnicodeDecodeError:
            return quote(self.raw)

    @property
    def stamp(self) -> str:
        """Size and time: another stamp is another file."""
        return f"{self.size}-{self.modified}"


class Session(paramiko.SFTPClient):
    """paramiko's client, with a listing that leaves names as they are."""

    def listing(self, folder: bytes) -> Iterator[tuple[bytes, paramiko.SFTPAttributes]]:
        """Yield name and attributes of everything in the folder, but for itself and its parent.

        Raises:
            OSError: the server refuses the folder, or the line broke.
        """
        kind, answer = self._request(CMD_OPENDIR, folder)  # type: ignore[attr-defined]  # not in the stubs
        if kind != CMD_HANDLE:
            raise paramiko.SFTPError("no handle")
        handle = answer.get_binary()
        while True:
            try:
                _, answer = self._request(CMD_READDIR, handle)  # type: ignore[attr-defined]
            except EOFError:  # how paramiko says that the listing is at its end
                break
            for _ in range(answer.get_int()):
                name = answer.get_binary()
                answer.get_binary()  # the same as a line of `ls -l`
                attributes = paramiko.SFTPAttributes._from_msg(answer)  # type: ignore[attr-defined]
                if name not in (b".", b".."):
                    yield name, attributes
        self._request(CMD_CLOSE, handle)  # type: ignore[attr-defined]


def read_name(raw: bytes, declared: str | None) -> tuple[str, bool]:
    """Read a name; returns it and whether its encoding was guessed.

    Without a declared encoding it is UTF-8 where that is possible, else GB18030. Some names can be either
    (联通 in GBK is right UTF-8 for something else): only a declaration tells those apart.
    """
    if declared:
        return raw.decode(declared, errors="replace"), False
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        return raw.decode(FALLBACK, errors="replace"), True
