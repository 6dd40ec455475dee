"""The inbox: whole files only, each once, put away when asked, and nothing from outside it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import landing
from ingest.catalogue import Feed
from ingest.connectors import file_drop
from ingest.landing import batch_folder
from ingest.pulling import FeedOutcome, pull_feed
from tests.integration import deliveries as d

TITLES = [f"inbox/{d.FEED}/{name}.csv" for name in "abcdef"]


def pull(root: Path, *, layout: dict[str, Any] | None = None, **connector: Any) -> FeedOutcome:
    feed = d.CATALOGUE.feeds[d.FEED].model_dump(exclude_none=True)
    feed |= {"connector": {"type": "file_drop"} | connector} | ({"layout": layout} if layout else {})
    return pull_feed(root, d.CATALOGUE, Feed.model_validate(feed), d.KEY, lambda _: None)


def just_now(path: Path) -> Path:
    os.utime(path)
    return path


def test_a_file_that_grows_between_two_looks_waits(tmp_path: Path) -> None:
    d.put(tmp_path, "a.csv", d.as_csv(d.penalties(1)))
    whole = d.as_csv(d.penalties(*range(2, 60)))
    growing = just_now(d.put(tmp_path, "b.csv", whole[:2000]))
    rest, stop = iter(whole[2000 + i : 2001 + i] for i in range(len(whole) - 2000)), threading.Event()

    def write() -> None:
        for byte in rest:
            with growing.open(
                "ab"
            ) as file:  # opened and closed each time, as copying over a network drive may
                file.write(byte)
            if stop.wait(0.02):
                break

    writer = threading.Thread(target=write)
    writer.start()
    outcome = pull(tmp_path)
    stop.set()
    writer.join()
    assert ([m.source_uri for m in outcome.new], outcome.waiting) == (TITLES[:1], TITLES[1:2])
    assert outcome.failures == []
    with growing.open("ab") as file:
        file.writelines(rest)
    assert [m.accepted for m in pull(tmp_path).new] == [58]


def test_a_file_that_a_program_has_open_for_writing_waits_however_old_it_is(tmp_path: Path) -> None:
    path = d.put(tmp_path, "a.csv", d.as_csv(d.penalties(1)))
    with path.open("ab"):
        os.utime(path, (d.RECEIVED.timestamp(),) * 2)
        waiting = pull(tmp_path)
    assert (waiting.new, waiting.waiting, waiting.failures) == ([], TITLES[:1], [])
    with path.open("rb"):  # somebody who only reads does not matter
        assert [m.accepted for m in pull(tmp_path).new] == [1]


def test_a_file_changed_while_it_is_read_waits_and_nothing_of_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = d.put(tmp_path, "a.csv", d.as_csv(d.penalties(1)))
    store: Callable[..., tuple[str, int]] = landing._store

    def overtaken(source: Path, target: Path) -> tuple[str, int]:
        stored = store(source, target)
        path.write_bytes(d.as_csv(d.penalties(1, 2)))
        return stored

    with monkeypatch.context() as patched:
        patched.setattr(landing, "_store", overtaken)
        outcome = pull(tmp_path)
    assert (outcome.new, outcome.waiting) == ([], TITLES[:1])
    d.assert_nothing_half_made(tmp_path)
    assert [m.accepted for m in pull(tmp_path).new] == [2]


def test_a_file_changed_just_after_it_was_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = d.put(tmp_path, "a.csv", d.as_csv(d.penalties(1)))
    commit: Callable[..., None] = landing._commit

    def overtaken(*rest: Any) -> None:
        commit(*rest)
        path.write_bytes(d.as_csv(d.penalties(1, 2)))

    with monkeypatch.context() as patched:
        patched.setattr(landing, "_commit", overtaken)
        assert [m.accepted for m in pull(tmp_path).new] == [1]
    assert [m.accepted for m in pull(tmp_path).new] == [2]


def test_old_files_are_not_looked_at_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    monkeypatch.setattr(file_drop.time, "sleep", looks.append)
    for number in range(3):
        d.put(tmp_path, f"{number}.csv", d.as_csv(d.penalties(number)))
    assert len(pull(tmp_path).new) == 3
    just_now(tmp_path / "inbox" / d.FEED / "1.csv")
    assert len(pull(tmp_path, settle_seconds=0).new) == 0  # the same bytes with another time: a no-op
    assert looks == []


def test_what_has_landed_is_put_away_by_day(tmp_path: Path) -> None:
    for minute, name in ((0, "a.csv"), (12 * 60, "b.csv")):  # noon and midnight in Shanghai
        d.put(tmp_path, name, d.as_csv(d.penalties(minute)), minute=minute)
    d.put(tmp_path, "c.csv", b"no header of ours\n1\n", minute=1)
    first = pull(tmp_path, after_landing="archive")
    assert len(first.new) == 3
    inbox, kept = tmp_path / "inbox" / d.FEED, tmp_path / "archive" / d.FEED
    assert list(inbox.iterdir()) == []
    away = {path.relative_to(kept).as_posix() for path in kept.rglob("*.csv")}
    assert away == {"2024-10-31/a.csv", "2024-10-31/c.csv", "2024-11-01/b.csv"}
    d.put(tmp_path, "a.csv", d.as_csv(d.penalties(0)), minute=5)  # delivered once more, later
    again = pull(tmp_path, after_landing="archive")
    assert (again.new, again.known) == ([], 1)
    assert (kept / "2024-10-31" / "a~2.csv").exists()


def test_a_stopped_file_that_was_put_away_is_read_again_once_its_layout_is_known(tmp_path: Path) -> None:
    titles = d.TITLES | {"content": "处罚了什么"}
    d.put(tmp_path, "a.csv", d.as_csv(d.penalties(1), titles))
    assert [m.state for m in pull(tmp_path, after_landing="archive").new] == ["stopped"]
    right = {"synonyms": {"content": ["处罚了什么"]}}
    for expected in ([("landed", 1)], []):
        outcome = pull(tmp_path, layout=right, after_landing="archive")
        assert [(m.state, m.accepted) for m in outcome.new] == expected


def test_a_link_out_of_the_inbox_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(d.as_csv(d.penalties(7)))
    inside = d.put(tmp_path, "a.csv", d.as_csv(d.penalties(1)))
    (inside.parent / "out.csv").symlink_to(secret)
    (inside.parent / "in.csv").symlink_to(inside)
    (inside.parent / "broken.csv").symlink_to(tmp_path / "nowhere")
    outcome = pull(tmp_path)
    assert sum(m.accepted for m in outcome.new) == 1
    assert [failure.split(":")[0] for failure in outcome.failures] == [f"inbox/{d.FEED}/out.csv"]
    assert not [path for path in (tmp_path / "landing").rglob("*") if path.is_file() and "7号" in str(path)]


def test_a_file_taken_back_by_its_sender_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = d.put(tmp_path, "a.csv", d.as_csv(d.penalties(1)))
    d.put(tmp_path, "b.csv", d.as_csv(d.penalties(2)))
    plain = file_drop.settled

    def gone(*rest: Any) -> Any:
        path.unlink()
        return plain(*rest)

    monkeypatch.setattr("ingest.pulling.settled", gone)
    outcome = pull(tmp_path)
    assert [m.source_uri for m in outcome.new] == TITLES[1:2]
    assert outcome.failures == []


def test_many_files_land_in_one_pull_each_once(tmp_path: Path) -> None:
    for number in range(60):
        d.put(tmp_path, f"{number}.csv", d.as_csv(d.penalties(number)))
    outcome = pull(tmp_path)
    assert (len(outcome.new), sum(m.accepted for m in outcome.new), outcome.failures) == (60, 60, [])
    assert batch_folder(tmp_path, d.CATALOGUE.feeds[d.FEED], outcome.new[0].batch_id).exists()
    again = pull(tmp_path)
    assert (len(again.new), again.known) == (0, 60)
