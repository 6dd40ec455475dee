"""A feed as it is declared: who sends which standard, through which connector, how often, due when."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from ingest.connectors.declared import Connector, Database, FileDrop
from ingest.declaration import Model, Name
from ingest.volume import Volume

CADENCE_ZH = {"day": "日", "week": "周", "month": "月", "quarter": "季", "half-year": "半年", "year": "年"}


class FeedLayout(Model):
    """What this sender's files do differently from the standard's template."""

    sheet: str | None = None
    records: str | None = Field(
        default=None,
        description="where the records of a JSON or XML message are; default where most known titles are",
    )
    declared_order: list[Name] | None = Field(
        default=None,
        description="columns by position, for files whose header cannot be trusted; '_' names skip",
    )
    synonyms: dict[Name, list[str]] = Field(default_factory=dict)
    constants: dict[Name, str] = Field(
        default_factory=dict, description="columns the file does not hold because they never vary"
    )
    absent: list[Name] = Field(
        default_factory=list,
        description="columns this sender does not hold; its files are not stopped for them",
    )


class Feed(Model):
    """Who sends which standard, through which connector, how often, due when."""

    name: Name
    title: str
    department: str = Field(description="the unit by the name the units seed uses")
    standard: Name
    legal_basis: str = ""
    connector: Connector = FileDrop()
    cadence: Literal["day", "week", "month", "quarter", "half-year", "year"]
    due_day: int = Field(ge=1, le=31, description="day of the period after, by which the delivery is due")
    mode: Literal["full", "changes"] = Field(
        description="full: each delivery is everything, a missing key is a removal; changes: additions"
    )
    volume: Volume | None = Field(default=None, description="how many rows it is expected to bring")
    owner: str = "team:data"
    fields: list[str] = Field(
        default_factory=list, description="fields of industry or society whose records it brings (T08, T09)"
    )
    documents: list[str] = Field(
        default_factory=list,
        description="extensions of the documents that come beside the register: kept, never read as a table",
    )
    layout: FeedLayout = FeedLayout()
    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _mode_fits_connector(self) -> Feed:
        if isinstance(self.connector, Database):
            whole = self.connector.state is None and self.connector.watermark is None
            if whole != (self.mode == "full"):
                raise ValueError(
                    f"mode {self.mode}: a database with state or watermark sends changes; "
                    "with neither each pull is the whole table, which is mode full"
                )
        return self
