"""Read every mutant in a process of its own and say what became of each: `python -m tests.mutants COUNT`.

A reader that hangs or takes too much memory ends the process, and the file that did it is named.
"""

from __future__ import annotations

import faulthandler
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from ingest.catalogue import HERE, load_catalogue
from ingest.judge import layout_of
from ingest.readers import FileProblem, Layout, read_file
from quality.rules import RULES
from tests.mutants.mutate import BASES, Mutant, mutants

SECONDS = 120  # of one file, before the process is ended; the machine may be busy
ADDRESS_SPACE = 6 << 30
CATALOGUE = load_catalogue([HERE])
STANDARD = CATALOGUE.standards["administrative_penalty"]
COLUMNS = {column.name for column in STANDARD.columns}
NAMES = {column.title: column.name for column in STANDARD.columns}
# what a person does not see: blanks, zero-width characters, the end-of-file mark of DOS
BLANKS = "".join(map(chr, (*range(9, 14), 26, *range(28, 33), 0x200B, 0xFEFF)))


def main(count: int) -> dict[str, Any]:
    """Read them all; returns counts, the slowest file, memory, and every complaint."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    layout = layout_of(STANDARD, CATALOGUE.feeds["panshan_penalties"])
    outcomes: Counter[tuple[str, str]] = Counter()
    complaints: list[str] = []
    slowest, grown = (0.0, ""), (0, "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutant"
        for content in BASES.values():  # what the libraries allocate once is no file's
            path.write_bytes(content)
            _outcome(path, layout)
        for number, mutant in enumerate(mutants(count)):
            name = f"{number} {mutant.kind} {mutant.base}"
            path.write_bytes(mutant.content)
            print(name, file=sys.stderr, flush=True)
            faulthandler.dump_traceback_later(SECONDS, exit=True)
            before, started = _peak(), time.process_time()
            outcome, said = _judged(path, mutant, layout)
            slowest = max(slowest, (time.process_time() - started, name))
            grown = max(grown, (_peak() - before, name))
            faulthandler.cancel_dump_traceback_later()
            outcomes[mutant.kind, outcome] += 1
            complaints += [f"{name}: {text}" for text in said]
    return {
        "outcomes": [[kind, outcome, times] for (kind, outcome), times in sorted(outcomes.items())],
        "slowest": slowest,
        "grown_mb": (grown[0] >> 10, grown[1]),
        "complaints": complaints,
    }


def _peak() -> int:
    """Most memory this process ever held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _judged(path: Path, mutant: Mutant, layout: Layout) -> tuple[str, list[str]]:
    """Return what became of the mutant, and what is wrong with that."""
    try:
        rule, rows, wrong = _outcome(path, layout)
    except BaseException as error:  # a panic of a library is none of Exception
        return "crash", [f"{type(error).__name__}: {error!s:.300}"]
    if rule:
        known = rule in RULES and (RULES[rule].severity == "reject" or rule == "FILE-SHEETS")
        return f"stopped {rule}", [] if known else [f"rule {rule} does not stop files"]
    if mutant.must_stop:
        wrong.append("was not stopped")
    if mutant.expected is not None and rows != [_seen(row) for row in mutant.expected]:
        wrong.append(f"other values: {rows}"[:500])
    return "read", wrong


def _seen(row: dict[str, str]) -> dict[str, str]:
    """A record as it has to come out: by column, without what holds nothing a person sees."""
    return {NAMES[title]: text for title, text in row.items() if text.strip(BLANKS)}


def _outcome(path: Path, layout: Layout) -> tuple[str | None, list[dict[str, str]], list[str]]:
    """Return the rule that stops the file, or its records, and what does not add up."""
    records: list[dict[str, str]] = []
    wrong: list[str] = []
    try:
        for table in read_file(path, layout).tables:
            last, accounted = table.header_row, 0
            for chunk in table.chunks():
                numbers = chunk.frame["source_row"].to_list()
                if numbers != sorted(set(numbers)) or (numbers and numbers[0] <= table.header_row):
                    wrong.append("row numbers are not ascending")
                accounted += len(numbers) + chunk.blank_rows + len(chunk.skipped)
                last = max([last, *numbers, *(row.row for row in chunk.skipped)])
                named = chunk.frame.select(column for column in chunk.frame.columns if column in COLUMNS)
                records += [{k: v for k, v in row.items() if v is not None} for row in named.to_dicts()]
            if accounted < last - table.header_row:
                wrong.append(f"{last - table.header_row} rows, {accounted} accounted for")
    except FileProblem as problem:
        if not (problem.detail_zh and problem.detail_en):
            wrong.append("no message")
        return problem.rule_id, [], wrong
    return None, records, wrong


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
