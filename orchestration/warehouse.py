"""dbt as Dagster assets: one invocation for a whole run, none when nothing is new."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from ingest.settings import data_root
from orchestration.landing_assets import INDEX, standard_key
from orchestration.run import RunContext
from orchestration.version import PROJECT

PROJECT_DIR = PROJECT / "dbt_project"
MANIFEST = PROJECT_DIR / "target" / "manifest.json"
INDEX_TABLES = {"batches", "feeds", "run"}
# A mart the BI user meets is named by its folder; the middle layers by theirs.
OWNERS = ["team:data"]


def dbt_project() -> DbtProject:
    """The project; its manifest is a build artefact (``make install``), parsed here only when it is missing."""
    os.environ.setdefault("SIKU_DATA", str(data_root()))
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    project = DbtProject(project_dir=PROJECT_DIR, profiles_dir=PROJECT_DIR)
    if not MANIFEST.exists():
        project.preparer.prepare(project)
    return project


def dbt_executable() -> str:
    """The dbt beside this Python: the environment need not be activated."""
    return str(Path(sys.executable).with_name("dbt"))


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

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Everything here is the data team's."""
        return OWNERS


def warehouse_assets(project: DbtProject) -> dg.AssetsDefinition:
    """All dbt models, seeds and tests as one multi-asset."""

    @dbt_assets(manifest=project.manifest_path, project=project, dagster_dbt_translator=Translator())
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, siku: dg.ResourceParam[RunContext]
    ) -> Iterator[Any]:
        if siku.nothing_new:
            context.log.info("没有新数据,数据仓库不重建 / nothing new: the warehouse is not rebuilt")
            return
        yield from dbt.cli(["build"], context=context).stream()

    return warehouse
