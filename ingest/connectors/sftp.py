"""SFTP: files of a server's folder into the inbox, each whole, each once, over connections that break.

A file is taken when two looks find the same size and time (somebody may still be writing it), written aside,
compared with what the server says of it afterwards, synced, renamed, and only then moved to the server's
archive. What was taken is remembered, so a file that could not be archived is not taken again. A broken
connection is made again and goes on at the byte it broke off; a later pull goes on there too.
"""

from __future__ import annotations

import base64
import io
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import paramiko

from ingest.connectors.declared import Sftp
from ingest.connectors.file_drop import NOT_DELIVERIES
from ingest.connectors.inbox import PART, FetchError, Inbox
from ingest.connectors.sftp_names import RemoteFile, Session, read_name
from ingest.disk import sync

BLOCK = 256 << 10
PAUSE = 0.5  # seconds before the second attempt, doubled for each further one
REQUESTS = 64  # reads under way at once: what a distant server needs, and what OpenSSH's own client uses
TAKEN = "sftp_taken"
WRITING = ".writing"
# What a broken line looks like: paramiko raises EOFError from its packet reader and OSError from its socket.
BROKEN = (EOFError, OSError, paramiko.SSHException)
KIND_OF_ALGORITHM = {"rsa-sha2-512": "ssh-rsa", "rsa-sha2-256": "ssh-rsa", "ssh-ed25519": "ssh-ed25519"} | {
    f"ecdsa-sha2-nistp{bits}": f"ecdsa-sha2-nistp{bits}" for bits in (256, 384, 521)
}
KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


def fetch(inbox: Inbox) -> None:
    """Take what is new and settled; archive what was taken.

    Raises:
        FetchError: the server cannot be reached, is not the declared one, or a file could not be taken; every
            file that was taken before is in the inbox.
    """
    source = inbox.feed.connector
    assert isinstance(source, Sftp)  # noqa: S101 - the dispatch table's promise
    _Visit(inbox, source).run()


class _Visit:
    """One pull of one folder, over as many connections as it needs."""

    def __init__(self, inbox: Inbox, source: Sftp) -> None:
        self._inbox, self._source = inbox, source
        self._taken: dict[str, str] = inbox.recall(TAKEN)
        self._settled: dict[str, RemoteFile] | None = None
        self._refused: list[str] = []
        self._progress = 0

    def run(self) -> None:
        """Try until everything is done or the line broke too often without any progress."""
        failures = 0
        while True:
            reached = self._progress
            try:
                with connect(self._source) as server:
                    self._take_all(server)
                break
            except paramiko.AuthenticationException as error:
                raise self._error("登录被拒绝", "login was refused", error) from None
            except paramiko.BadHostKeyException as error:
                raise self._error(
                    "服务器出示的密钥不是声明的那一把", "the server shows another key than declared", error
                ) from None
            except BROKEN as error:
                failures = 1 if self._progress > reached else failures + 1
                if failures > self._source.retries:
                    raise self._error("连接中断", "the connection broke", error) from None
                self._inbox.progress(f"{self._source.host}: 连接中断,重新连接 / broken, again: {error}")
                time.sleep(min(PAUSE * 2**failures, 30))
        if self._refused:
            raise FetchError("; ".join(self._refused))

    def _error(self, zh: str, en: str, cause: BaseException) -> FetchError:
        where = f"sftp://{self._source.host}:{self._source.port}{self._source.folder}"
        told = str(cause) or type(cause).__name__
        return FetchError(f"{where}: {zh} / {en}: {told}(已取的文件照常入库 / what was taken lands)")

    def _take_all(self, server: Session) -> None:
        if self._settled is None:
            self._settled = self._look_twice(server)
        while self._settled:
            key = next(iter(self._settled))
            self._take(server, self._settled[key])
            del self._settled[key]  # only now: a connection that breaks comes back to it

    def _look_twice(self, server: Session) -> dict[str, RemoteFile]:
        """Files that did not change between two looks; what was taken before needs no second one."""
        seen = self._look(server)
        known = {key for key, file in seen.items() if self._taken.get(key) == file.stamp}
        self._taken = {key: self._taken[key] for key in known}
        self._drop_old_parts(seen)
        if known != set(seen):
            time.sleep(self._source.settle_seconds)
            again = self._look(server)
            for key in [key for key, file in seen.items() if again.get(key) != file]:
                self._inbox.progress(
                    f"{seen[key].name}: 还在写,下次再取 / still being written, waits for the next pull"
                )
                del seen[key]
        if self._source.archive is None:
            seen = {key: file for key, file in seen.items() if key not in known}
        return dict(sorted(seen.items(), key=lambda item: (item[1].modified, item[0])))

    def _look(self, server: Session) -> dict[str, RemoteFile]:
        found = {}
        try:
            entries = list(server.listing(self._bytes(self._source.folder)))
        except (FileNotFoundError, PermissionError) as error:
            raise self._error("目录无法读取", "the folder cannot be read", error) from None
        for raw, entry in entries:
            regular = stat.S_ISREG(entry.st_mode or 0)
            name, guessed = read_name(raw, self._source.name_encoding)
            if regular and fnmatchcase(name, self._source.pattern) and not name.startswith(NOT_DELIVERIES):
                file = RemoteFile(raw, name, guessed, entry.st_size or 0, int(entry.st_mtime or 0))
                found[file.key] = file
        return found

    def _bytes(self, path: str) -> bytes:
        return path.encode(self._source.name_encoding or "utf-8")

    def _place(self, file: RemoteFile) -> bytes:
        """Its path as the server's own bytes."""
        return self._bytes(self._source.folder).rstrip(b"/") + b"/" + file.raw

    def _part(self, file: RemoteFile) -> Path:
        return self._inbox.part(f"{file.key}.{file.stamp}")

    def _drop_old_parts(self, seen: dict[str, RemoteFile]) -> None:
        """What was begun of files that have changed or gone since can never be finished."""
        wanted = {self._part(file) for file in seen.values()}
        for pattern in (f".*{PART}", f".*{WRITING}"):
            for part in self._inbox.folder.glob(pattern):
                if part not in wanted:
                    part.unlink()

    def _take(self, server: Session, file: RemoteFile) -> None:
        try:
            if self._taken.get(file.key) != file.stamp:
                self._download(server, file)
            if self._source.archive is not None and self._taken.get(file.key) == file.stamp:
                self._archive(server, self._bytes(self._source.archive), file)
        except OSError as error:
            channel = server.get_channel()
            if isinstance(error, TimeoutError) or channel is None or channel.closed:
                raise
            self._refused.append(f"{file.name}: 服务器拒绝 / the server refuses: {error}")

    def _download(self, server: Session, file: RemoteFile) -> None:
        part = self._part(file)
        if file.guessed:
            self._inbox.progress(
                f"{file.name}: 文件名不是 UTF-8,按 GB18030 读出(可用 name_encoding 声明)"
                " / the name is not UTF-8 and was read as GB18030; name_encoding declares it"
            )
        with server.open(self._place(file), "rb") as given:
            self._copy(given, part, file.size)
            after = given.stat()
        whole = part.stat().st_size == file.size
        if not whole or (after.st_size, int(after.st_mtime or 0)) != (file.size, file.modified):
            part.unlink()
            self._inbox.progress(f"{file.name}: 读取时被改动,下次再取 / changed while being read, next pull")
            return
        self._inbox.commit(part, file.name, datetime.fromtimestamp(file.modified, UTC))
        self._taken[file.key] = file.stamp
        self._inbox.remember(TAKEN, self._taken)
        self._progress += 1

    def _copy(self, given: paramiko.SFTPFile, part: Path, size: int) -> None:
        """Append what is missing; however this ends, what was written is on the disk and counts next time.

        A machine that loses power can keep the length of a file and not its bytes, so a part counts as far as
        it was synced: until then it has the name of something unfinished.
        """
        writing = part.with_suffix(WRITING)
        writing.unlink(missing_ok=True)
        if part.exists():
            part.rename(writing)
        try:
            with writing.open("ab") as file:
                start = file.tell()
                given.seek(start)
                given.prefetch(size, max_concurrent_requests=REQUESTS)
                while block := given.read(BLOCK):
                    file.write(block)
                    self._progress += 1
        finally:
            sync(writing)
            writing.rename(part)

    def _archive(self, server: Session, folder: bytes, file: RemoteFile) -> None:
        """Move what was taken out of the sender's way, but never something newer that took its name."""
        source = self._place(file)
        with suppress(OSError):  # it is there already, or the rename says what is wrong
            server.mkdir(folder)
        moment = datetime.fromtimestamp(file.modified, UTC)
        told = f"/{moment:%Y%m%dT%H%M%SZ}-{file.size}-".encode()
        target = folder.rstrip(b"/") + told + file.raw
        server.posix_rename(source, target)
        moved = server.stat(target)
        if (moved.st_size, int(moved.st_mtime or 0)) != (file.size, file.modified):
            server.rename(target, source)  # delivered anew between our reading and our moving: back with it
            self._inbox.progress(f"{file.name}: 刚被新文件替换,下次再取 / replaced meanwhile, next pull")
            return
        del self._taken[file.key]
        self._inbox.remember(TAKEN, self._taken)


class _DeclaredKeys(paramiko.MissingHostKeyPolicy):
    """Exactly the keys that were declared; nothing is ever learnt."""

    def __init__(self, source: Sftp) -> None:
        self._known = [line.split()[:2] for line in source.host_keys]

    @property
    def disabled(self) -> dict[str, list[str]]:
        """What not to negotiate, so that the server shows a key of a declared kind if it has one."""
        kinds = {kind for kind, _ in self._known}
        return {"keys": [name for name, kind in KIND_OF_ALGORITHM.items() if kind not in kinds]}

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002
        """Refuse what is not declared; no file of known hosts is ever loaded, so every key comes by here."""
        if [key.get_name(), key.get_base64()] not in self._known:
            kind, text = self._known[0]
            raise paramiko.BadHostKeyException(
                hostname, key, paramiko.PKey.from_type_string(kind, base64.b64decode(text))
            )


@contextmanager
def connect(source: Sftp) -> Iterator[Session]:
    """A session with the declared server and no other.

    Raises:
        paramiko.SSHException: its key is not a declared one, or it refuses the login.
        OSError: it cannot be reached in time.
        SecretError: the password or the key cannot be read.
    """
    with paramiko.SSHClient() as client:
        declared = _DeclaredKeys(source)
        client.set_missing_host_key_policy(declared)
        client.connect(
            source.host,
            source.port,
            source.username,
            password=source.password.read().get_secret_value() if source.password else None,
            pkey=_private_key(source),
            timeout=source.timeout_seconds,
            banner_timeout=source.timeout_seconds,
            auth_timeout=source.timeout_seconds,
            channel_timeout=source.timeout_seconds,
            allow_agent=False,
            look_for_keys=False,
            disabled_algorithms=declared.disabled,
        )
        transport = client.get_transport()
        session = Session.from_transport(transport) if transport else None
        if session is None:
            raise paramiko.SSHException("no SFTP session")
        with session:
            channel = session.get_channel()
            if channel is not None:
                channel.settimeout(source.timeout_seconds)
            yield session


def _private_key(source: Sftp) -> paramiko.PKey | None:
    if source.private_key is None:
        return None
    text = source.private_key.read().get_secret_value() + "\n"
    passphrase = source.passphrase.read().get_secret_value() if source.passphrase else None
    for kind in KEYS:
        with suppress(paramiko.SSHException, ValueError):
            return kind.from_private_key(io.StringIO(text), passphrase)
    raise FetchError("私钥无法读取(种类或口令不对)/ the private key cannot be read: wrong kind or passphrase")
