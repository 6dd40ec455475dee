"""Ten thousand spoilt files: every one is read or stopped by a rule, in bounded time and memory.

A sample goes the whole way through landing, beside right files.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quality.rules import RULES
from tests.integration import deliveries as d
from tests.mutants.mutate import mutants

COUNT, SAMPLE = 10_000, 96
SECONDS_A_FILE, MEGABYTES_A_FILE = 10, 200


def test_ten_thousand_spoilt_files_are_read_or_stopped(tell: Callable[[str], None]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", str(COUNT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]  # the last line without an indent names the file
    found = json.loads(done.stdout)
    tell(f"\n{table(found)}")
    assert found["complaints"] == []
    assert sum(times for *_, times in found["outcomes"]) == COUNT
    assert found["slowest"][0] < SECONDS_A_FILE, found["slowest"]
    assert found["grown_mb"][0] < MEGABYTES_A_FILE, found["grown_mb"]


def table(found: dict[str, Any]) -> str:
    """Counts by how a file was spoilt and what became of it."""
    kinds: dict[str, Counter[str]] = {}
    for kind, outcome, times in found["outcomes"]:
        kinds.setdefault(kind, Counter())[outcome.removeprefix("stopped FILE-").lower()] += times
    heads = sorted({outcome for counter in kinds.values() for outcome in counter})
    wide = max(map(len, kinds))
    lines = [f"{'mutated files':{wide}} " + " ".join(f"{head:>9.9}" for head in heads) + "     total"]
    for kind, counter in kinds.items():
        cells = " ".join(f"{counter[head] or '':>9}" for head in heads)
        lines.append(f"{kind:{wide}} {cells} {counter.total():>9}")
    seconds, slowest = found["slowest"]
    megabytes, largest = found["grown_mb"]
    lines.append(f"slowest {seconds:.2f} s ({slowest}); most memory {megabytes} MB ({largest})")
    return "\n".join(lines)


def test_a_sample_of_them_lands_and_every_row_is_in_one_state(tmp_path: Path) -> None:
    sample = list(mutants(COUNT))[:: COUNT // SAMPLE]
    names = ["../../x.csv", "a;rm -rf .xlsx", "处罚\u202e.xls", "CON", "x" * 200]
    contents = {mutant.content: mutant for mutant in sample}  # the same bytes are the same batch
    for number, content in enumerate(contents):
        name = f"{number}-{names[number % len(names)]}".replace("/", "\u2215")
        d.put(tmp_path, name, content, minute=number)
    d.put(tmp_path, "right.csv", d.as_csv(d.penalties(7001)), minute=len(contents))

    outcome = d.pull(tmp_path)

    assert outcome.failures == []
    assert len(outcome.new) == len(contents) + 1
    assert outcome.new[-1].accepted == 1
    for manifest, content in zip(outcome.new, contents, strict=False):
        d.assert_conserved(tmp_path, manifest, content)
        if manifest.state == "stopped":
            assert manifest.stop is not None
            assert manifest.stop.rule_id in RULES
            assert manifest.rows_read == 0
    d.assert_nothing_half_made(tmp_path)
