"""dbt as Dagster assets: one invocation for a whole run, none when nothing is new."""

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

import dagster as dg
from dagster_dbt import (
    DagsterDbtProjectPreparer,
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)
from packaging.version import Version

from ingest.settings import data_root
from orchestration.editions import frozen_marts
from orchestration.figures import with_figures
from orchestration.generate import populations
from orchestration.landing_assets import INDEX, standard_key
from orchestration.run import RunContext
from orchestration.version import PROJECT

PROJECT_DIR = PROJECT / "dbt_project"
MANIFEST = PROJECT_DIR / "target" / "manifest.json"
INDEX_TABLES = {"batches", "feeds", "feed_fields", "run", "answers", "questions", "editions", *frozen_marts()}
OWNERS = ["team:data"]
# Accepted and held rows of a standard are one asset, and so are the tables of the index.
SETTINGS = DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)


def dbt_project() -> DbtProject:
    """The project; its manifest is a build artefact (``make install``), parsed here when missing or old.

    With an old manifest Dagster would show models that are gone and fail on those that are new.
    """
    os.environ.setdefault("SIKU_DATA", str(data_root()))
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    # dbt lies beside this Python; the environment need not be activated.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    project = DbtProject(project_dir=PROJECT_DIR, profiles_dir=PROJECT_DIR)
    if _out_of_date():
        OfflinePreparer().prepare(project)
    return project


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


class Translator(DagsterDbtTranslator):
    """Asset keys and groups by dbt folder; sources are the assets of the catalogue."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Sources lead to landing assets, models and seeds are ``<folder>/<name>``."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return INDEX if name in INDEX_TABLES else standard_key(name.removesuffix("__held"))
        return dg.AssetKey([dbt_resource_props["fqn"][1], name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The folder below models or seeds; for marts also the subject area."""
        folders = dbt_resource_props["fqn"][1:-1] or ["seeds"]
        return "_".join(folders) if dbt_resource_props["resource_type"] == "model" else f"seed_{folders[0]}"

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:  # noqa: ARG002 - dagster's interface
        """Everything here is the data team's."""
        return OWNERS


class OfflineDbtCli(DbtCliResource):
    """dbt's command line, its version read from the installed package.

    Dagster asks ``dbt --version`` before every run, and that asks a package index on the internet for the
    newest release. No public hook turns it off; ``tests/e2e/test_offline.py`` tells when one asks anew.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))


class OfflinePreparer(DagsterDbtProjectPreparer):
    """Parses the project without asking a package index for the newest dbt."""

    def _prepare_manifest(self, project: DbtProject) -> None:
        OfflineDbtCli(project_dir=str(project.project_dir)).cli(
            ["parse", "--quiet"], target_path=project.target_path
        ).wait()


class WorthReading(io.TextIOBase):
    """Of dbt's many lines those a person waits for: how far it is, and what failed."""

    def __init__(self, screen: TextIO) -> None:
        """Pass lines on to the screen."""
        self._screen = screen

    def write(self, text: str) -> int:
        """Write the lines that are worth it, and every hundredth node."""
        for line in text.splitlines():
            if begun := re.match(r"(\d*00) of (\d+) START", line):
                self._screen.write(f"    {begun[1]} / {begun[2]}\n")
            elif re.search(r"full build|what is new|ERROR|FAIL|WARN |Error", line):
                self._screen.write(f"    {line}\n")
        return len(text)


def warehouse_assets(project: DbtProject) -> dg.AssetsDefinition:
    """All dbt models, seeds and tests as one multi-asset; a line's population carries the line's figure."""
    outputs = {
        dg.AssetKey(["populations", name]).to_python_identifier(): line
        for line, name in populations().items()
    }
    outputs[dg.AssetKey(["marts", "indicator_values"]).to_python_identifier()] = ""

    @dbt_assets(manifest=project.manifest_path, project=project, dagster_dbt_translator=Translator(SETTINGS))
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, siku: dg.ResourceParam[RunContext]
    ) -> Iterator[Any]:
        if siku.nothing_new:
            context.log.info("没有新数据,数据仓库不重建 / nothing new: the warehouse is not rebuilt")
            return
        # Unit tests judge the SQL, not the data: they belong to the test suite, not to every run.
        build = ["build", "--exclude-resource-type", "unit_test"]
        with contextlib.redirect_stdout(WorthReading(sys.stdout)):
            yield from with_figures(dbt.cli(build, context=context).stream(), outputs, siku.root)

    return warehouse
