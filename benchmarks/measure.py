"""Run a command as a process of its own and read its seconds and peak memory from the kernel."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One finished process."""

    seconds: float
    cpu: float
    peak_mb: float


@dataclass(frozen=True)
class Measured:
    """Several runs of one command; figures are medians."""

    name: str
    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """Median wall seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median seconds of processor time: what a busy machine disturbs less."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak_mb(self) -> float:
        """Median peak memory, MB of the whole process."""
        return statistics.median(run.peak_mb for run in self.runs)

    @property
    def spread(self) -> str:
        """Fastest and slowest run."""
        seconds = [run.seconds for run in self.runs]
        return f"{min(seconds):.2f}–{max(seconds):.2f}"


def run_once(command: Sequence[str], env: dict[str, str] | None = None, cwd: Path | None = None) -> Run:
    """Run it to its end.

    Raises:
        RuntimeError: the command failed; its last output is in the message.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        command, env=os.environ | (env or {}), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{command}: exit {process.returncode}\n{output.decode(errors='replace')[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(contenders: dict[str, Sequence[str]], rounds: int, env: dict[str, str]) -> dict[str, Measured]:
    """Run all contenders A B C A B C …, so that a machine that drifts treats them alike."""
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, command in contenders.items():
            run = run_once(command, env)
            runs[name].append(run)
            print(f"  {name}: {run.seconds:.2f} s, {run.peak_mb:,.0f} MB ({number + 1}/{rounds})")
    return {name: Measured(name, tuple(found)) for name, found in runs.items()}
