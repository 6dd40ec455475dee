"""The exposure of the site names the marts its pages read, and those are published to its readers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ingest.catalogue import Audience
from orchestration.dbt_command import MANIFEST
from orchestration.release.marts import marts_of
from tests.project.conftest import Manifest

SITE = Path(__file__).parents[2] / "orchestration" / "site"
OWN = {"names", "release"}  # a table of the session, and the release itself


@pytest.fixture
def read() -> set[str]:
    """Tables named in the SQL of the pages."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in SITE.glob("*.py"))
    return set(re.findall(r"\b(?:from|join) (?:previous\.)?([a-z_]+)\b(?=[\s\"]+(?!import))", source)) - OWN


def test_the_exposure_names_what_the_pages_read(read: set[str], manifest: Manifest) -> None:
    exposures = json.loads(MANIFEST.read_text(encoding="utf-8"))["exposures"]
    named = {node.rsplit(".", 1)[-1] for node in exposures["exposure.siku.city_site"]["depends_on"]["nodes"]}
    known = set(manifest.models)
    assert read & known == named


def test_the_pages_read_only_what_is_shared(read: set[str]) -> None:
    shared = {mart.name for mart in marts_of(MANIFEST) if mart.columns_for(Audience.shared)}
    assert read & {mart.name for mart in marts_of(MANIFEST)} <= shared
