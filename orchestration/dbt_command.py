"""dbt's command line as we call it: offline, beside this Python, its manifest brought up to date."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from dagster_dbt import DbtCliResource, DbtProject
from packaging.version import Version

from ingest.settings import data_root
from orchestration.version import MANIFEST, PROJECT, PROJECT_DIR


class OfflineDbtCli(DbtCliResource):
    """dbt's command line, its version read from the installed package.

    Dagster asks ``dbt --version`` before every run, and that asks a package index on the internet for the
    newest release. No public hook turns it off; ``tests/e2e/test_offline.py`` tells when one asks anew.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]
        """None: it serves to ask the warehouse for rows and columns, which we do not, and costs a second."""


def dbt_command(arguments: Sequence[str], target: Path) -> None:
    """Run dbt to its end.

    Raises:
        DagsterDbtCliRuntimeError: it failed; dbt's own words are in the message.
    """
    _prepare_environment()
    cli = OfflineDbtCli(project_dir=str(PROJECT_DIR), profiles_dir=str(PROJECT_DIR))
    cli.cli(arguments, target_path=target).wait()


def dbt_project() -> DbtProject:
    """The project; its manifest is a build artefact (``make install``), parsed here when missing or old.

    With an old manifest Dagster would show models that are gone and fail on those that are new.
    """
    _prepare_environment()
    project = DbtProject(project_dir=PROJECT_DIR, profiles_dir=PROJECT_DIR)
    if _out_of_date():
        MANIFEST.parent.mkdir(exist_ok=True)
        with MANIFEST.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the page, its daemon and the watcher's page start together
            if _out_of_date():
                # dbt carries over from an older parse, and has lost the properties of singular tests by it
                dbt_command(["parse", "--quiet", "--no-partial-parse"], project.target_path)
    return project


def _prepare_environment() -> None:
    os.environ.setdefault("SIKU_DATA", str(data_root()))
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    # dbt lies beside this Python; the environment need not be activated.
    here = str(Path(sys.executable).parent)
    if here not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = f"{here}{os.pathsep}{os.environ['PATH']}"


def _out_of_date() -> bool:
    if not MANIFEST.exists():
        return True
    folders = [PROJECT_DIR / name for name in ("models", "macros", "seeds", "tests")] + [
        PROJECT / "quality" / "data"
    ]
    sources = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in (".sql", ".yml", ".csv")
    ]
    sources += PROJECT_DIR.glob("*.yml")
    return max(path.stat().st_mtime for path in sources) > MANIFEST.stat().st_mtime
