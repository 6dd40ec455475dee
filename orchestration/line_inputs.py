"""Which data standards a line of the task table is counted from, by dbt's own lineage."""

from __future__ import annotations

import json
from pathlib import Path

from ingest.catalogue import Catalogue

# The two models through which every standard's rows run: a line takes its own from its standard's model.
ALL_ROWS = ("record_parties",)
# A line that asks whether anything was delivered asks it of every standard.
ALL_DELIVERIES = ("stg_batches", "deliveries")
REVIEWED = {"evidence", "evidence_reviews"}  # whatever else an evidence line is counted from


def line_inputs(catalogue: Catalogue, manifest: Path) -> dict[str, frozenset[str]]:
    """Line → names of the standards upstream of its population.

    Args:
        catalogue: the standards.
        manifest: dbt's ``manifest.json``.
    """
    parents: dict[str, list[str]] = json.loads(manifest.read_text(encoding="utf-8"))["parent_map"]
    found = {}
    for node, own_parents in parents.items():
        if (name := node.rsplit(".", 1)[-1]).startswith("pop_") and node.startswith("model."):
            every = any(_is(parent, ALL_DELIVERIES) for parent in own_parents)
            own = _standards(_upstream(node, parents)) & set(catalogue.standards) | REVIEWED
            line = name.removeprefix("pop_").replace("_", "-").upper()  # a population is named by its line
            found[line] = frozenset(catalogue.standards if every else own)
    return found


def _is(node: str, names: tuple[str, ...]) -> bool:
    return node.rsplit(".", 1)[-1] in names


def _upstream(node: str, parents: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [node]
    while waiting:
        new = [] if _is(node := waiting.pop(), ALL_ROWS) else set(parents.get(node, ())) - found
        found |= set(new)
        waiting += new
    return found


def _standards(nodes: set[str]) -> set[str]:
    """Of staging models those that hold a standard's rows, accepted or held."""
    names = (node.rsplit(".", 1)[-1] for node in nodes)
    return {name.removeprefix("stg_").removesuffix("__held") for name in names if name.startswith("stg_")}
