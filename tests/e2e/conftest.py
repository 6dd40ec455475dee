"""A city simulated and refreshed once for all end-to-end tests, through the command a user would type."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

AS_OF = "2026-10-31"
SIKU = Path(sys.executable).with_name("siku")


def run_siku(root: Path, *words: str, as_of: str = AS_OF, expect: int = 0, **more: str) -> str:
    """Run the command on a data root; returns what it printed."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DAGSTER_HOME", "SIKU_CATALOGUE")}
    environment |= {"SIKU_DATA": str(root), "SIKU_AS_OF": as_of, "COLUMNS": "200"} | more
    done = subprocess.run([str(SIKU), *words], env=environment, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    assert done.returncode == expect, f"siku {' '.join(words)}: exit {done.returncode}\n{output[-6000:]}"
    return output


@pytest.fixture(scope="session")
def siku() -> Callable[..., str]:
    """The command."""
    return run_siku


@pytest.fixture(scope="session")
def refreshed_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data root of a demonstration city after simulate and refresh."""
    root = tmp_path_factory.mktemp("city")
    run_siku(root, "simulate", "--seed", "1", "--as-of", AS_OF)
    run_siku(root, "refresh")
    return root
