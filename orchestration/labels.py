"""How assets are sorted and labelled on Dagster's page: groups, owners, tags.

Dagster lists groups by name, so that the digit of a room puts it where it stands in the way of the data. In
names of groups and values of tags it takes Latin letters only: departments stand there by the Latin name that
the register of units gives them, and as owners by their own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ingest.catalogue import Audience, Feed, Standard
from orchestration.version import PROJECT

SEEDS = PROJECT / "dbt_project" / "seeds"
FEEDS, LANDING, RULES, WAREHOUSE, MARTS, RELEASE = (
    "1_feeds",
    "2_landing",
    "3_rules",
    "4_warehouse",
    "5_marts",
    "6_release",
)
UNLISTED = "unlisted_unit"
TEAM = "team:data"
NOWHERE = "internal"  # in no published file
LIBRARIES = {"subjects": "four_libraries"}  # folders that the page calls by another name


def feed_group(feed: Feed) -> str:
    """Feeds stand by department, for that is whom the centre telephones."""
    return f"{FEEDS}/{_latin_names().get(feed.department, UNLISTED)}"


def landing_group(standard: Standard) -> str:
    """Landed rows by what they are: registers, decisions, records, lists."""
    return f"{LANDING}/{standard.kind}s"


def dbt_group(node: Mapping[str, Any]) -> str:
    """Models by folder, marts by subject area, seeds as rules."""
    folders = node["fqn"][1:-1]
    if node["resource_type"] == "seed":
        return "/".join([RULES, *(folders or ["words_and_calendar"])])
    if folders[0] == "marts":
        return "/".join([MARTS, *folders[1:]])
    return "/".join([WAREHOUSE, *(LIBRARIES.get(folder, folder) for folder in folders)])


def feed_owners(feed: Feed) -> list[str]:
    """The department that sends, and who looks after the feed here."""
    return [f"team:{feed.department}", feed.owner]


def dbt_owners(node: Mapping[str, Any]) -> list[str]:
    """The lead unit of a line for its population; everything is the data team's."""
    line = node["name"].removeprefix("pop_").replace("_", "-").upper()
    lead = _lead_units().get(line) if node["name"].startswith("pop_") else None
    return [*([f"team:{lead}"] if lead else []), TEAM]


def standard_tags(standard: Standard) -> dict[str, str]:
    """Whether rows name persons, and the widest audience any column is for."""
    personal = any(column.type == "person_id" for column in standard.columns)
    widest = _widest(column.publish for column in standard.columns)
    return {"siku/sensitivity": "personal" if personal else "ordinary", "siku/audience": widest}


def feed_tags(feed: Feed, standard: Standard) -> dict[str, str]:
    """Those of its standard, its period and how it comes."""
    return standard_tags(standard) | {"siku/cadence": feed.cadence, "siku/connector": feed.connector.type}


def dbt_tags(node: Mapping[str, Any]) -> dict[str, str]:
    """The widest audience that reads a column of the model in a published file."""
    published = (column["config"].get("meta", {}).get("publish") for column in node["columns"].values())
    return {"siku/audience": _widest(published)}


def _widest(audiences: Iterable[str | None]) -> str:
    named = set(audiences)
    return next((audience.value for audience in Audience if audience.value in named), NOWHERE)


@cache
def _latin_names() -> dict[str, str]:
    """Latin name by unit and by every other name of the unit."""
    units = {row["unit"]: row["latin_name"] for row in _rows("policy/units.csv")}
    others = {
        row["name"]: units[row["unit"]] for row in _rows("policy/unit_names.csv") if row["unit"] in units
    }
    return others | units


@cache
def _lead_units() -> dict[str, str]:
    return {row["indicator_id"]: row["lead_unit"] for row in _rows("indicators/indicator_lines.csv")}


def _rows(seed: str) -> list[dict[str, str]]:
    with (SEEDS / seed).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
