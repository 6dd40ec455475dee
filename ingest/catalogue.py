"""The catalogue: data standards (what a row means) and feeds (who sends it, how often).

One standard is one YAML file in ``standards/``, one feed is one YAML file in ``feeds/``. Everything else
(contract, dbt sources and staging, Dagster assets, import templates, return workbooks, the data dictionary)
is derived from these objects.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError, model_validator
from pydantic_core import ErrorDetails

from ingest.declaration import Model
from ingest.feed import Feed, FeedLayout
from ingest.standard import Audience, Column, ColumnType, Condition, Order, Standard

# What is read with the catalogue is had from here, wherever it is declared.
__all__ = [
    "HERE",
    "Audience",
    "Catalogue",
    "CatalogueError",
    "Column",
    "ColumnType",
    "Condition",
    "Feed",
    "FeedLayout",
    "Order",
    "Standard",
    "catalogue_folders",
    "load_catalogue",
]  # fmt: skip
HERE = Path(__file__).parent
M = TypeVar("M", bound=Model)


class CatalogueError(Exception):
    """One or more catalogue files are wrong; the message names file, field and what is allowed."""


class Catalogue(Model):
    """All standards and feeds, checked against each other."""

    standards: dict[str, Standard]
    feeds: dict[str, Feed]

    @model_validator(mode="after")
    def _references_hold(self) -> Catalogue:
        for feed in self.feeds.values():
            if feed.standard not in self.standards:
                raise ValueError(
                    f"feed {feed.name}: field standard: {feed.standard!r} is not a standard; "
                    f"allowed: {sorted(self.standards)}"
                )
            names = self.standards[feed.standard].by_name
            asked = set(feed.layout.synonyms) | set(feed.layout.constants) | set(feed.layout.absent)
            asked |= {name for name in feed.layout.declared_order or [] if not name.startswith("skip")}
            if unknown := sorted(asked - set(names)):
                raise ValueError(
                    f"feed {feed.name}: field layout: unknown columns {unknown}; allowed: {sorted(names)}"
                )
            if needed := sorted(name for name in feed.layout.absent if names[name].required):
                raise ValueError(
                    f"feed {feed.name}: field layout.absent: no row can be accepted without {needed}; "
                    f"allowed: {sorted(name for name, column in names.items() if not column.required)}"
                )
        return self

    def feeds_of(self, standard: str) -> list[Feed]:
        """Feeds that send one standard, in the order of their names."""
        return [feed for _, feed in sorted(self.feeds.items()) if feed.standard == standard]


# The same safe loader, in C where it was built: a hundred and forty small files are read at every start.
YAML: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def catalogue_folders() -> list[Path]:
    """The built-in folder, then the one named by ``SIKU_CATALOGUE`` if any."""
    extra = os.environ.get("SIKU_CATALOGUE")
    return [HERE, *([Path(extra)] if extra else [])]


def load_catalogue(folders: list[Path] | None = None) -> Catalogue:
    """Read and check every standard and feed.

    Args:
        folders: each with ``standards/*.yml`` and ``feeds/*.yml``; default: `catalogue_folders()`.

    Raises:
        CatalogueError: every problem found, one line each: file, field, what is wrong, what is allowed.
    """
    problems: list[str] = []
    standards: dict[str, Standard] = {}
    feeds: dict[str, Feed] = {}
    for folder in folders or catalogue_folders():
        if not folder.is_dir():
            raise CatalogueError(f"目录不存在 / catalogue folder does not exist: {folder}")
        for path, standard in _read(folder / "standards", Standard, problems):
            _add(standards, standard.name, standard, path, problems)
        for path, feed in _read(folder / "feeds", Feed, problems):
            _add(feeds, feed.name, feed, path, problems)
    if not problems:
        try:
            return Catalogue(standards=standards, feeds=feeds)
        except ValidationError as error:
            problems += [item["msg"] for item in error.errors()]
    raise CatalogueError("目录有误 / the catalogue is wrong:\n  " + "\n  ".join(problems))


def _add(into: dict[str, M], name: str, thing: M, path: Path, problems: list[str]) -> None:
    if path.stem != name:
        problems.append(f"{path.name}: field name: is {name!r}; allowed: the file's name {path.stem!r}")
    if name in into:
        problems.append(f"{path}: field name: {name!r} is declared by another file; names are unique")
    into[name] = thing


def _read(folder: Path, kind: type[M], problems: list[str]) -> Iterator[tuple[Path, M]]:
    for path in sorted(folder.glob("*.yml")):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=YAML)  # noqa: S506 - both are safe loaders
            yield path, kind.model_validate(content)
        except yaml.YAMLError as error:
            problems.append(f"{path}: not YAML: {str(error).splitlines()[0]}")
        except ValidationError as error:
            problems += [f"{path}: {_explain(item)}" for item in error.errors()]


def _explain(item: ErrorDetails) -> str:
    """One pydantic error as: field, what is wrong, what is allowed."""
    where = ".".join(str(part) for part in item["loc"]) or "(whole file)"
    given = item.get("input")
    shown = f" (is {given!r})" if isinstance(given, str | int | float | bool | None) else ""
    allowed = (item.get("ctx") or {}).get("expected")
    return f"field {where}: {item['msg']}{shown}" + (f"; allowed: {allowed}" if allowed else "")
