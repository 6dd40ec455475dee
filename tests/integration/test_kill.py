"""Landing killed at any moment: a batch exists whole or not at all, and the next run completes (law 2)."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from ingest.landing import BUILDING, landing, sweep
from ingest.manifest import Manifest, batches
from tests.conftest import PROJECT
from tests.integration import deliveries as d

KILLS = 20
ROWS = 20_000
# Imports first, so that the clock runs over landing alone; then as a refresh does: sweep, pull.
CHILD = """
import sys
from pathlib import Path
from ingest.landing import sweep
from tests.integration import deliveries as d
print("ready", flush=True)
sys.stdin.readline()
sweep(Path(sys.argv[1]))
d.pull(Path(sys.argv[1]))
print("done", flush=True)
"""


def delivery() -> bytes:
    """Rows of every state: right ones, wrong days, copies, newer versions."""
    row = d.penalty()
    number = pl.int_range(ROWS, eager=True)
    columns = {title: pl.repeat(row.get(name), ROWS, eager=True) for name, title in d.TITLES.items()}
    columns[d.TITLES["document_no"]] = "盘市监罚〔2024〕" + (number // 10 * 9 + number % 10).cast(pl.String)
    wrong = pl.repeat("2019-13-45", ROWS, eager=True)
    columns[d.TITLES["decided_on"]] = wrong.zip_with(number % 1000 == 7, columns[d.TITLES["decided_on"]])
    changed = "罚款" + (number % 3).cast(pl.String)
    columns[d.TITLES["content"]] = changed.zip_with(number % 20 == 19, columns[d.TITLES["content"]])
    return pl.DataFrame(columns).write_csv().encode()


def start(root: Path) -> subprocess.Popen[str]:
    """A process that is about to land."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def go(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def content(root: Path, manifest: Manifest) -> tuple[object, ...]:
    """All that a batch holds, but for the clock of the machine."""
    folder = d.folder_of(root, manifest)
    frames = [
        pl.read_parquet(folder / f"{name}.parquet").rows() for name in ("accepted", "held", "questions")
    ]
    about = manifest.model_dump(exclude={"landed_at", "seconds"})
    return (about, *frames, (folder / manifest.original).read_bytes())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, tuple[object, ...], float]:
    """What was sent, what its batch holds, and how long a process took to land it."""
    root, sent = tmp_path_factory.mktemp("undisturbed"), delivery()
    d.put(root, "penalties.csv", sent)
    with start(root) as child:
        began = time.monotonic()
        go(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "done\n"
        seconds = time.monotonic() - began
    (manifest,) = batches(root)
    assert {state: getattr(manifest, state) > 0 for state in ("accepted", "rejected", "duplicate")} == {
        "accepted": True, "rejected": True, "duplicate": True,
    }  # fmt: skip
    return sent, content(root, manifest), seconds


def test_killed_at_twenty_moments(
    tmp_path: Path, undisturbed: tuple[bytes, tuple[object, ...], float]
) -> None:
    sent, expected, seconds = undisturbed
    chance = random.Random()  # not seeded: over the years every moment is tried
    interrupted = left_behind = 0
    for number in range(KILLS):
        root = tmp_path / str(number)
        d.put(root, "penalties.csv", sent)
        # one kill for each twentieth of the time, so that no part of the work is left out
        delay = seconds * (number + chance.random()) / KILLS
        with start(root) as child:
            go(child)
            time.sleep(delay)
            child.kill()
        where = f"killed after {delay:.4f} of {seconds:.4f} s"

        found = list(batches(root))
        interrupted += not found
        assert [content(root, manifest) for manifest in found] in ([], [expected]), where

        leftovers = list((landing(root) / BUILDING).glob("*"))
        left_behind += bool(leftovers)
        assert sweep(root) == len(leftovers), where
        assert list((landing(root) / BUILDING).glob("*")) == [], where
        outcome = d.pull(root)
        assert outcome.failures == [], where
        assert len(outcome.new) == (not found), where
        assert [content(root, manifest) for manifest in batches(root)] == [expected], where
        d.assert_conserved(root, next(batches(root)), sent)
        d.assert_nothing_half_made(root)
    assert interrupted, "no kill came before the commit: the file is too small for this machine"
    assert left_behind, "no kill left anything to sweep"


def test_a_replacement_half_made_is_put_back(tmp_path: Path) -> None:
    sent = d.as_csv(d.penalties(1))
    d.put(tmp_path, "penalties.csv", sent)
    (manifest,) = d.pull(tmp_path).new
    expected = content(tmp_path, manifest)
    # as a kill leaves it between the two renames of a batch that is read again
    folder = d.folder_of(tmp_path, manifest)
    (landing(tmp_path) / BUILDING).mkdir(exist_ok=True)
    folder.rename(landing(tmp_path) / BUILDING / f"{manifest.batch_id}.old-1")

    assert sweep(tmp_path) == 1

    assert content(tmp_path, manifest) == expected
    d.assert_nothing_half_made(tmp_path)
