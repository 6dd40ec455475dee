"""SFTP against a real OpenSSH server: every file once, whole, whatever the line and the sender do."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paramiko
import pytest

from ingest.catalogue import Feed
from ingest.connectors import sftp
from ingest.pulling import FeedOutcome, pull_feed
from tests.integration import deliveries as d
from tests.servers.line import Line
from tests.servers.sshd import COURIER, PASSWORD, SftpServer, new_key

HOUR = 3600
NOON = int(d.RECEIVED.timestamp())


class Remote:
    """A folder on the server and the feed that is fed from it."""

    def __init__(self, server: SftpServer, folder: Path) -> None:
        self.server, self.root = server, folder / "data"
        self.out, self.archive = folder / "out", folder / "taken"
        self.out.mkdir()
        self.said: list[str] = []

    def put(self, name: str, content: bytes, *, minute: int = 0) -> Path:
        path = self.out / name
        path.write_bytes(content)
        os.utime(path, (NOON + 60 * minute, NOON + 60 * minute))
        return path

    def feed(self, **changes: Any) -> Feed:
        connector = {
            "type": "sftp", "host": self.server.host, "port": self.server.port,
            "host_keys": [self.server.host_key], "username": self.server.user,
            "private_key": {"file": str(self.server.client_key)}, "folder": str(self.out),
            "settle_seconds": 0.05, "timeout_seconds": 10,
        } | changes  # fmt: skip
        feed = d.CATALOGUE.feeds[d.FEED].model_dump() | {"connector": connector}
        return Feed.model_validate({key: value for key, value in feed.items() if value is not None})

    def pull(self, **changes: Any) -> FeedOutcome:
        return pull_feed(self.root, d.CATALOGUE, self.feed(**changes), d.KEY, self.said.append)

    @property
    def inbox(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.root / "inbox" / d.FEED).iterdir()}


@pytest.fixture
def remote(tmp_path: Path, sftp_server: SftpServer) -> Remote:
    return Remote(sftp_server, tmp_path)


@pytest.fixture(autouse=True)
def _no_waiting_between_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sftp, "PAUSE", 0.01)


def test_new_files_land_with_the_servers_time_and_once(remote: Remote) -> None:
    sent = {f"处罚{n}.csv": d.as_csv(d.penalties(n)) for n in (1, 2)}
    for minute, (name, content) in enumerate(sent.items()):
        remote.put(name, content, minute=minute)
    remote.put("~$处罚1.csv", b"left by Excel")
    remote.put("readme.txt", b"not for us")
    (remote.out / "older").mkdir()
    first = remote.pull(pattern="*.csv")
    assert first.failures == []
    assert [m.received_at.timestamp() for m in first.new] == [NOON, NOON + 60]
    assert [m.accepted for m in first.new] == [1, 1]
    assert remote.inbox == sent
    second = remote.pull(pattern="*.csv")
    assert (second.new, second.known, second.failures) == ([], 2, [])
    assert {path.name for path in remote.out.iterdir()} >= set(sent)  # nothing said to move them


def test_the_same_name_with_new_content_is_another_delivery(remote: Remote) -> None:
    for minute in (0, 1):
        remote.put("daily.csv", d.as_csv(d.penalties(minute + 1)), minute=minute)
        assert [m.accepted for m in remote.pull().new] == [1]
    assert set(remote.inbox) == {"daily.csv", "daily~2.csv"}


def test_what_was_taken_is_archived_on_the_server(remote: Remote) -> None:
    remote.put("a.csv", d.as_csv(d.penalties(1)))
    outcome = remote.pull(archive=str(remote.archive))
    assert [m.accepted for m in outcome.new] == [1]
    assert list(remote.out.iterdir()) == []
    (kept,) = remote.archive.iterdir()
    assert kept.name.startswith("20241031T040000Z-")
    assert kept.name.endswith("-a.csv")


def test_a_file_that_could_not_be_archived_is_not_taken_again(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.put("a.csv", d.as_csv(d.penalties(1)))
    remote.archive.write_text("a file where the folder should be", encoding="utf-8")
    refused = remote.pull(archive=str(remote.archive))
    assert [m.accepted for m in refused.new] == [1]
    assert "a.csv" in refused.failures[0]
    remote.archive.unlink()
    opened: list[str] = []
    plain = paramiko.SFTPClient.open
    monkeypatch.setattr(paramiko.SFTPClient, "open", lambda s, p, *a: opened.append(p) or plain(s, p, *a))
    again = remote.pull(archive=str(remote.archive))
    assert (again.new, again.known, again.failures, opened) == ([], 1, [], [])
    assert [path.name[-6:] for path in remote.archive.iterdir()] == ["-a.csv"]


def test_a_file_that_is_being_written_waits(remote: Remote) -> None:
    whole = d.as_csv(d.penalties(*range(1, 50)))
    growing = remote.put("growing.csv", whole[:400])
    remote.put("ready.csv", d.as_csv(d.penalties(1)))
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.01):
            with growing.open("ab") as file:
                file.write(b" ")

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.05)
    outcome = remote.pull(settle_seconds=0.5)
    stop.set()
    writer.join()
    assert [m.source_uri for m in outcome.new] == [f"inbox/{d.FEED}/ready.csv"]
    assert [text for text in remote.said if text.startswith("growing.csv") and "下次再取" in text]
    growing.write_bytes(whole)
    assert [m.accepted for m in remote.pull().new] == [49]


def test_a_file_replaced_while_it_is_read_waits(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.put("a.csv", d.as_csv(d.penalties(1)))
    copy = sftp._Visit._copy

    def replaced(visit: Any, *rest: Any) -> None:
        copy(visit, *rest)
        remote.put("a.csv", d.as_csv(d.penalties(2, 3)), minute=5)

    with monkeypatch.context() as patched:
        patched.setattr(sftp._Visit, "_copy", replaced)
        outcome = remote.pull(archive=str(remote.archive))
    assert (outcome.new, outcome.failures) == ([], [])
    assert [m.accepted for m in remote.pull(archive=str(remote.archive)).new] == [2]


def test_a_file_delivered_between_reading_and_archiving_is_not_moved_away(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.put("a.csv", d.as_csv(d.penalties(1)))
    archive = sftp._Visit._archive

    def replaced(visit: Any, *rest: Any) -> None:
        remote.put("a.csv", d.as_csv(d.penalties(2, 3)), minute=5)
        archive(visit, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(sftp._Visit, "_archive", replaced)
        assert [m.accepted for m in remote.pull(archive=str(remote.archive)).new] == [1]
    assert (remote.out / "a.csv").exists()
    assert [m.accepted for m in remote.pull(archive=str(remote.archive)).new] == [2]


def test_a_broken_line_is_taken_up_where_it_broke(remote: Remote, tell: Callable[[str], None]) -> None:
    sent = {f"{n}.csv": d.as_csv(d.penalties(*range(n * 3000, (n + 1) * 3000))) for n in range(4)}
    for name, content in sent.items():
        remote.put(name, content)
    size = sum(map(len, sent.values()))
    cuts = [300_000, 5_000, 700_000, 400_000]
    with Line(remote.server.port, *cuts) as line:
        outcome = remote.pull(port=line.port)
        assert line.connections == len(cuts) + 1
    assert outcome.failures == []
    assert remote.inbox == sent
    rows = sum(manifest.accepted for manifest in outcome.new)
    assert rows == 12_000
    tell(f"{len(cuts)} cuts, {size:,} bytes in 4 files, {rows:,} rows: 0 lost, 0 twice")


def test_a_line_that_stays_broken_is_reported_and_the_next_pull_goes_on(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = d.as_csv(d.penalties(*range(6000)))
    remote.put("big.csv", content)
    remote.put("early.csv", d.as_csv(d.penalties(1)), minute=-1)
    with Line(remote.server.port, 1_000_000, *[1000] * 4) as line:
        broken = remote.pull(port=line.port, retries=3)
    assert [m.source_uri for m in broken.new] == [f"inbox/{d.FEED}/early.csv"]
    assert "连接中断" in broken.failures[0]
    (part,) = (remote.root / "inbox" / d.FEED).glob(".big.csv*.part")
    for _ in range(10):  # what had arrived when the line broke may not have been read yet: then once more
        if kept := part.stat().st_size:
            break
        with Line(remote.server.port, 1_000_000) as line:
            remote.pull(port=line.port, retries=0)
    assert 0 < kept < len(content)
    starts: list[int] = []
    plain = paramiko.SFTPFile.seek
    monkeypatch.setattr(
        paramiko.SFTPFile, "seek", lambda file, at, *rest: starts.append(at) or plain(file, at, *rest)
    )
    outcome = remote.pull()
    assert starts == [kept]  # goes on where it broke off
    assert outcome.failures == []
    assert [m.accepted for m in outcome.new] == [6000]
    assert remote.inbox["big.csv"] == content


def test_a_silent_server_is_left_in_time(remote: Remote) -> None:
    remote.put("big.csv", d.as_csv(d.penalties(*range(3000))))
    began = time.monotonic()
    with Line(remote.server.port, 200_000, silent=True) as line:
        outcome = remote.pull(port=line.port, timeout_seconds=0.5, retries=0)
    assert "连接中断" in outcome.failures[0]
    assert time.monotonic() - began < 60  # a busy machine may take its time; without a limit it never ends


def test_a_server_that_is_not_the_declared_one_gets_no_login(remote: Remote, tmp_path: Path) -> None:
    new_key(tmp_path / "other")
    other = " ".join((tmp_path / "other.pub").read_text(encoding="ascii").split()[:2])
    remote.put("a.csv", d.as_csv(d.penalties(1)))
    before = remote.server.log.count("Accepted publickey")
    outcome = remote.pull(host_keys=[other])
    assert "密钥" in outcome.failures[0]
    assert outcome.new == []
    assert remote.server.log.count("Accepted publickey") == before
    assert remote.pull(host_keys=[other, remote.server.host_key]).failures == []  # while a key is changed


def test_a_key_with_a_passphrase_and_a_wrong_one(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = "开门-open-sesame"
    new_key(tmp_path / "locked", passphrase=word)
    monkeypatch.setenv("RIGHT", word)
    monkeypatch.setenv("WRONG", "闭门-shut-sesame")
    key = {"private_key": {"file": str(tmp_path / "locked")}}
    wrong = remote.pull(**key, passphrase={"env": "WRONG"})
    assert "私钥无法读取" in wrong.failures[0]
    stranger = remote.pull(**key, passphrase={"env": "RIGHT"})
    assert "登录被拒绝" in stranger.failures[0]  # a right passphrase, but the server does not know the key


def test_a_wrong_password_is_refused_and_not_shown(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", "planted-secret-of-sftp")
    outcome = remote.pull(private_key=None, username=COURIER, password={"env": "SFTP_PASSWORD"})
    assert "登录被拒绝" in outcome.failures[0]
    assert "planted-secret" not in outcome.failures[0]


def test_the_right_password_opens_a_real_server(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.put("a.csv", d.as_csv(d.penalties(1)))
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    outcome = remote.pull(private_key=None, username=COURIER, password={"env": "SFTP_PASSWORD"})
    assert outcome.failures == []
    assert [m.accepted for m in outcome.new] == [1]
    assert f"Accepted password for {COURIER}" in remote.server.log


@pytest.mark.parametrize(
    ("change", "told"),
    [({"folder": "/no/such/folder"}, "目录无法读取"), ({"port": 1}, "连接中断")],
)
def test_what_cannot_be_reached_is_told(remote: Remote, change: dict[str, Any], told: str) -> None:
    outcome = remote.pull(**change, retries=1)
    assert told in outcome.failures[0]
    assert "Traceback" not in outcome.failures[0]


def test_a_file_that_may_not_be_read_stops_no_other(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (1, 2, 3):
        remote.put(f"{n}.csv", d.as_csv(d.penalties(n)), minute=n)
    plain: Callable[..., Any] = paramiko.SFTPClient.open

    def refused(server: Any, path: bytes, *rest: Any) -> Any:
        # root may read everything, so the server is asked for a file that is not there
        return plain(server, path.replace(b"2.csv", b"nowhere.csv"), *rest)

    monkeypatch.setattr(paramiko.SFTPClient, "open", refused)
    outcome = remote.pull()
    assert sorted(m.source_uri[-5:] for m in outcome.new) == ["1.csv", "3.csv"]
    assert "2.csv" in outcome.failures[0]


def test_hostile_names_stay_in_the_inbox(remote: Remote) -> None:
    names = ["C:\\..\\evil.csv", "a b;rm -rf $HOME.csv", "'; drop table.csv", "=cmd|calc.csv"]
    for n, name in enumerate(names):
        remote.put(name, d.as_csv(d.penalties(n)))
    outcome = remote.pull()
    assert outcome.failures == []
    assert sum(m.accepted for m in outcome.new) == len(names)
    assert set(remote.inbox) == {"evil.csv", *names[1:]}
    assert {path.name for path in (remote.root).iterdir()} == {"inbox", "landing"}


def test_names_in_gbk_are_taken_like_the_others(remote: Remote) -> None:
    """The same name in both encodings is two files; each is opened, moved and remembered by its own bytes."""
    names = ["处罚.csv".encode("gbk"), "处罚.csv".encode(), b"\xff\xfe.csv"]
    for n, name in enumerate(names):
        remote.put(os.fsdecode(name), d.as_csv(d.penalties(n)), minute=n)
    outcome = remote.pull(pattern="*.csv")
    assert outcome.failures == []
    assert [m.accepted for m in outcome.new] == [1, 1, 1]
    told = [text for text in remote.said if "文件名不是 UTF-8" in text]
    assert [text.split(":")[0] for text in told] == ["处罚.csv", "\ufffd\ufffd.csv"]
    assert set(remote.inbox) == {"处罚.csv", "处罚~2.csv", "\ufffd\ufffd.csv"}
    again = remote.pull(pattern="*.csv", archive=str(remote.archive))
    assert (again.new, again.known, again.failures) == ([], 3, [])
    assert list(remote.out.iterdir()) == []
    kept = {os.fsencode(path.name).rsplit(b"-", 1)[1] for path in remote.archive.iterdir()}
    assert kept == set(names)


def test_a_declared_encoding_tells_names_apart_that_may_be_either(remote: Remote) -> None:
    """联通 (China Unicom) in GBK is right UTF-8 for something else; a folder is named in the same way."""
    folder = remote.out / os.fsdecode("报送".encode("gbk"))
    folder.mkdir()
    (folder / os.fsdecode("联通.csv".encode("gbk"))).write_bytes(d.as_csv(d.penalties(1)))
    outcome = remote.pull(folder=f"{remote.out}/报送", name_encoding="gb18030", pattern="联*")
    assert [m.accepted for m in outcome.new] == [1]
    assert set(remote.inbox) == {"联通.csv"}
    assert not [text for text in remote.said if "UTF-8" in text]
