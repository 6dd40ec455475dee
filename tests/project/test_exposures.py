"""Who is named as a reader of the published tables: the portal, the halls and BI tools, beside the site."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.catalogue import Audience
from orchestration.dbt_command import MANIFEST
from orchestration.release.marts import marts_of
from tests.project.conftest import Manifest


@pytest.fixture(scope="module")
def exposures() -> dict[str, dict[str, Any]]:
    content = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return {exposure["name"]: exposure for exposure in content["exposures"].values()}


def read(exposure: dict[str, Any]) -> set[str]:
    return {node.rpartition(".")[2] for node in exposure["depends_on"]["nodes"]}


def test_each_reader_has_an_owner_and_says_what_it_is(exposures: dict[str, dict[str, Any]]) -> None:
    assert set(exposures) == {"city_site", "credit_portal", "service_halls", "bi_tools"}
    for exposure in exposures.values():
        assert exposure["owner"]["name"]
        assert exposure["label"]
        assert exposure["description"]


def test_every_table_of_the_portal_has_a_reader(
    exposures: dict[str, dict[str, Any]], manifest: Manifest
) -> None:
    portal = {name for name, model in manifest.models.items() if manifest.folder(model) == "marts/portal"}
    assert read(exposures["credit_portal"]) | read(exposures["service_halls"]) == portal


def test_bi_tools_read_what_is_shared_and_nothing_else(exposures: dict[str, dict[str, Any]]) -> None:
    """What a tool finds in the shared file: a new mart with shared columns has to be named here too."""
    shared = {mart.name for mart in marts_of(MANIFEST) if mart.columns_for(Audience.shared)}
    assert read(exposures["bi_tools"]) == shared
