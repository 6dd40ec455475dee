"""A city simulated and refreshed once for all end-to-end tests, through the command a user would type."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from ingest.settings import SHANGHAI
from tests.e2e.no_network import NoNetwork
from tests.once import once

AS_OF = "2026-10-31"
EARLIER = "2026-09-30"
SIKU = Path(sys.executable).with_name("siku")


def run_siku(
    root: Path, *words: str, as_of: str = AS_OF, expect: int = 0, prefix: Sequence[str] = (), **more: str
) -> str:
    """Run the command on a data root; returns what it printed."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DAGSTER_HOME", "SIKU_CATALOGUE")}
    environment |= {"SIKU_DATA": str(root), "SIKU_AS_OF": as_of, "COLUMNS": "200"} | more
    done = subprocess.run(
        [*prefix, str(SIKU), *words], env=environment, capture_output=True, text=True, check=False
    )
    output = done.stdout + done.stderr
    assert done.returncode == expect, f"siku {' '.join(words)}: exit {done.returncode}\n{output[-6000:]}"
    return output


@pytest.fixture(scope="session")
def siku() -> Callable[..., str]:
    """The command."""
    return run_siku


@pytest.fixture(scope="session")
def refreshed_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data root of a demonstration city after simulate and refresh; nobody changes it."""

    def build(root: Path) -> None:
        run_siku(root, "simulate", "--seed", "1", "--as-of", AS_OF)
        run_siku(root, "refresh")

    return once(tmp_path_factory, "city", build)


@pytest.fixture(scope="session")
def site(refreshed_city: Path) -> Path:
    """The static site of that city."""
    return refreshed_city / "published" / "site"


@dataclass(frozen=True)
class OfflineCity:
    """A city simulated and refreshed without a network, and whatever tried to reach one."""

    root: Path
    attempts: list[str]
    printed: str


@pytest.fixture(scope="session")
def offline_city(tmp_path_factory: pytest.TempPathFactory, refreshed_city: Path) -> OfflineCity:
    """The same city as on an earlier day: only the files received by then, refreshed as of that day."""

    def build(folder: Path) -> None:
        root, guard = folder / "city", folder / "guard"
        root.mkdir()
        guard.mkdir()
        cut = NoNetwork(guard)
        # hashes of personal numbers compare only under one key
        more = cut.environment | {"SIKU_PERSON_KEY_FILE": str(refreshed_city / "person.key")}
        printed = run_siku(root, "simulate", "--seed", "1", "--as-of", AS_OF, prefix=cut.prefix, **more)
        for path in [path for path in (root / "inbox").rglob("*") if path.is_file()]:
            if datetime.fromtimestamp(path.stat().st_mtime, SHANGHAI).date() > date.fromisoformat(EARLIER):
                path.unlink()
        printed += run_siku(root, "refresh", as_of=EARLIER, prefix=cut.prefix, **more)
        said = {"attempts": cut.attempts, "printed": printed}
        (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")

    folder = once(tmp_path_factory, "earlier", build)
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return OfflineCity(folder / "city", said["attempts"], said["printed"])
