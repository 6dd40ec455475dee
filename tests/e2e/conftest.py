"""A city simulated and refreshed once for all end-to-end tests, through the command a user would type."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from ingest.settings import SHANGHAI
from tests.e2e.no_network import NoNetwork
from tests.integration.deliveries import RECEIVED, Row, as_csv, penalty, put
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


def copy_city(city: Path, root: Path) -> None:
    """The city as it stands, for a test that goes on from there; the history of its runs stays behind."""
    shutil.copytree(city, root, symlinks=True, ignore=shutil.ignore_patterns("dagster"))


# synthetic numbers, and one with a wrong check digit so that it is questioned and shown
PERSON, WRONG = "211103199912310024", "211103199912310025"


def late_rows() -> list[Row]:
    """Two penalties due in the as-of month, and before it three that hold numbers of persons."""
    late = [penalty(document_no=f"盘市监罚〔2026〕迟{n}号", decided_on="2026-10-09") for n in (1, 2)]
    about = {
        "party_category": "自然人",
        "party_uscc": "",
        "party_id_type": "身份证",
        "decided_on": "2026-07-01",
    }
    told = [
        penalty(document_no="盘市监罚〔2026〕甲号", party_name="甲某", party_person_id=PERSON, **about),
        penalty(document_no="盘市监罚〔2026〕乙号", party_name="乙某", party_person_id=WRONG, **about),
        penalty(document_no="盘市监罚〔2026〕丙号", party_uscc=PERSON, decided_on="2026-07-01"),
    ]
    return [*late, *told]


CORRECTED = """\
银行机构,季末日期,各项贷款余额(万元),不良贷款余额(万元)
工商银行盘锦分行,2026-06-30,67272,1060
""".encode()


@dataclass(frozen=True)
class RestatedCity:
    """The city after two files turned up that had been received before the as-of day, and another refresh."""

    root: Path
    key: str
    printed: str


@pytest.fixture(scope="session")
def restated_city(tmp_path_factory: pytest.TempPathFactory, refreshed_city: Path) -> RestatedCity:
    """A day's refresh with late penalties and a corrected balance; the key is in the environment only."""
    key = (refreshed_city / "person.key").read_text(encoding="ascii").strip()

    def build(folder: Path) -> None:
        root = folder / "city"
        copy_city(refreshed_city, root)
        (root / "person.key").unlink()
        received = datetime(2026, 10, 12, 12, tzinfo=SHANGHAI)
        minutes = round((received - RECEIVED).total_seconds()) // 60
        put(root, "late.csv", as_csv(late_rows()), minute=minutes)
        put(
            root,
            "corrected.csv",
            CORRECTED,
            feed="banking_regulator_statistics",
            minute=minutes + 10 * 24 * 60,
        )
        printed = run_siku(root, "refresh", SIKU_PERSON_KEY=key)
        (folder / "printed.txt").write_text(printed, encoding="utf-8")

    folder = once(tmp_path_factory, "restated", build)
    return RestatedCity(folder / "city", key, (folder / "printed.txt").read_text(encoding="utf-8"))


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
