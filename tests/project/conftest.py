"""The dbt project compiled once, for every test that looks at it as a whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

Node = dict[str, Any]


@dataclass(frozen=True)
class Manifest:
    """What dbt knows of the project, by kind."""

    models: dict[str, Node]
    seeds: dict[str, Node]
    tests: list[Node]
    sources: dict[str, Node]

    def parents(self, node: Node, kind: str) -> list[str]:
        """Unique ids of the parents of one kind (model, source, seed)."""
        return [parent for parent in node["depends_on"]["nodes"] if parent.startswith(f"{kind}.")]

    def folder(self, node: Node) -> str:
        """The folder below models/ a model lies in, e.g. marts/quality."""
        return "/".join(node["fqn"][1:-1])

    def marts(self) -> list[Node]:
        """Models whose columns are published."""
        return [model for model in self.models.values() if any(publish(c) for c in model["columns"].values())]


def publish(column: Node) -> str | None:
    """The widest audience a column names."""
    audience = column["config"]["meta"].get("publish")
    return str(audience) if audience else None


@pytest.fixture(scope="session")
def manifest(compiled_project: Path) -> Manifest:
    """The compiled project."""
    content = json.loads((compiled_project / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = content["nodes"].values()
    return Manifest(
        models={node["name"]: node for node in nodes if node["resource_type"] == "model"},
        seeds={node["name"]: node for node in nodes if node["resource_type"] == "seed"},
        tests=[node for node in nodes if node["resource_type"] == "test"],
        sources={source["name"]: source for source in content["sources"].values()},
    )


@pytest.fixture(scope="session")
def project_dir() -> Path:
    """The dbt project's folder."""
    return Path(__file__).resolve().parent.parent.parent / "dbt_project"
