"""How dbt's models, seeds and tests look on Dagster's page: keys, groups, words, columns, tags, owners."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from orchestration import labels, runbook
from orchestration.column_lineage import read_lineage, with_lineage
from orchestration.landing_assets import INDEX, standard_key

# Accepted and held rows of a standard are one asset, and so are the tables of the index.
SETTINGS = DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)
MEMBERS = "model.siku.indicator_members"  # says once what the columns of all populations are
# What a general test says of the columns it is given; a test with a description of its own keeps that.
TESTS = {
    "unique_rows": "没有重复的行:{columns} 合起来唯一",
    "unique": "{column_name} 不重复",
    "not_null": "{column_name} 不为空",
    "accepted_values": "{column_name} 只取 {values}",
}


class Translator(DagsterDbtTranslator):
    """Asset keys and groups by dbt folder; sources are the catalogue's assets, or tables of the index."""

    def __init__(self, manifest: Mapping[str, Any], standards: Collection[str]) -> None:
        """Take dbt's manifest and the standards' names; read the lineage of columns where it was computed."""
        super().__init__(SETTINGS)
        self._standards = standards
        self._lineage = read_lineage(manifest)
        members = manifest["nodes"][MEMBERS]["columns"].values()
        self._members = {column["name"]: column["description"] for column in members}

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Sources lead to landing assets, models and seeds are ``<folder>/<name>``."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            standard = name.removesuffix("__held")
            return standard_key(standard) if standard in self._standards else INDEX
        return dg.AssetKey([dbt_resource_props["fqn"][1], name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The room, then the folder."""
        return labels.dbt_group(dbt_resource_props)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The words only: below the SQL the columns are out of sight, and every page carries all of it."""
        return str(dbt_resource_props["description"])

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """Columns with what they are made of, the file of the model, the section of the runbook."""
        made_of = self._lineage.get(dbt_resource_props["unique_id"], {})
        told = with_lineage(super().get_metadata(dbt_resource_props), made_of, self._members)
        return {
            **told,
            "模型文件 / model": dg.MetadataValue.path(
                f"dbt_project/{dbt_resource_props['original_file_path']}"
            ),
            **runbook.for_asset(self.get_asset_key(dbt_resource_props)),
        }

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, str]:
        """Who reads it in a published file."""
        return labels.dbt_tags(dbt_resource_props)

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """The lead unit of a line, and the data team."""
        return labels.dbt_owners(dbt_resource_props)

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A test with words: its own description, or what a general test means for its columns."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        return dg.AssetCheckSpec(
            spec.name,
            asset=spec.asset_key,
            description=words_of_test(manifest["nodes"][unique_id]),
            additional_deps=spec.additional_deps,
            blocking=spec.blocking,
            metadata=spec.metadata,
        )


def words_of_test(node: Mapping[str, Any]) -> str:
    """What a dbt test asserts, in words; nothing for one that has none, which a test of ours finds."""
    if node["description"] or not node.get("test_metadata"):
        return str(node["description"])
    general = node["test_metadata"]
    given = {
        name: "、".join(map(str, value)) if isinstance(value, list) else value
        for name, value in general["kwargs"].items()
    }
    return TESTS.get(general["name"], "").format(**given)
