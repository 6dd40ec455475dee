"""A front-end database (前置库) of penalties as a platform lays it out, and a city that reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from ingest.catalogue import Catalogue, Feed
from ingest.manifest import Manifest, batches
from ingest.pulling import FeedOutcome, pull_feed
from tests.integration import deliveries as d
from tests.servers.databases import ADMIN, PASSWORD, DatabaseServer

FEED = "front_end_penalties"
VARIABLE = "FRONT_END_PASSWORD"
STATE = {"column": "DQZT", "unread": [0], "read": 1, "others": [9]}
RECEIPTS = {
    "table": "XZCF_HZ",
    "columns": {"batch": "PCH", "rows": "SJTS", "file": "WJM", "sha256": "WJZY", "received_at": "HZSJ"},
    "constants": {"JSDW": "市信用中心"},
}
BY_NAME = {name: column.code for name, column in d.STANDARD.by_name.items() if column.code}
KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    **{"CF_JDRQ": sa.Date(), "CF_NR_FK": sa.Numeric(18, 6)},
    **dict.fromkeys(("CF_SY", "CF_NR", "CF_YJ", "CF_WFXW"), sa.Text()),
}


def penalty(number: int, **more: Any) -> dict[str, Any]:
    """A right row by the table's own column names."""
    row: dict[str, Any] = {BY_NAME[name]: value for name, value in d.penalty().items()}
    row |= {"CF_WSH": f"盘市监罚〔2024〕{number}号", "CF_NR_FK": Decimal("0.5"), "CF_JDRQ": date(2024, 7, 1)}
    return row | {"PCH": "20241031001", "CZBS": "0", "DQZT": 0} | more


class FrontEnd:
    """The department's side (`write`, `rows`) and ours (`pull`, `fetched`)."""

    def __init__(self, server: DatabaseServer, root: Path, **connector: Any) -> None:
        """Make an empty database with the table and its receipts."""
        self.server, self.root = server, root
        self.url = server.new_database()
        self.engine = sa.create_engine(self.url)
        tables = sa.MetaData()
        texts = [
            sa.Column(code, KINDS.get(code, sa.String(200)))
            for name, code in BY_NAME.items()
            if name not in ("operation", "changed_on")
        ]
        self.table = sa.Table(
            "XZCF", tables,
            sa.Column("ID", sa.BigInteger, primary_key=True, autoincrement=True),
            sa.Column("PCH", sa.String(20)),
            sa.Column("CZBS", sa.String(1)),
            sa.Column("DQZT", sa.Integer, index=True),
            sa.Column("LRSJ", sa.DateTime),
            *texts,
        )  # fmt: skip
        self.receipts = sa.Table(
            "XZCF_HZ", tables,
            sa.Column("ID", sa.BigInteger, primary_key=True, autoincrement=True),
            sa.Column("PCH", sa.String(20)),
            sa.Column("SJTS", sa.Integer),
            sa.Column("WJM", sa.String(200)),
            sa.Column("WJZY", sa.String(64)),
            sa.Column("HZSJ", sa.DateTime),
            sa.Column("JSDW", sa.String(50)),
        )  # fmt: skip
        tables.create_all(self.engine)
        os.environ[VARIABLE] = PASSWORD
        self.feed = self.feed_with(**connector)

    def feed_with(self, **connector: Any) -> Feed:
        """The feed's declaration, as its YAML file would have it."""
        declared = {"type": "database", "url": self.address(), "password": {"env": VARIABLE}, "table": "XZCF"}
        declared |= connector
        whole = not {"state", "watermark"} & set(declared)
        about = {"title": "前置库行政处罚", "department": "市市场监管局", "standard": d.STANDARD.name}
        when = {"cadence": "month", "due_day": 10, "valid_from": "2019-01-01"}
        mode = {"mode": "full" if whole else "changes"}
        return Feed.model_validate({"name": FEED, "connector": declared} | about | when | mode)

    def address(self) -> str:
        """The URL a data engineer writes: without the password."""
        return self.server.url(self.url.database or "", ADMIN, None).render_as_string()

    def write(self, *rows: dict[str, Any]) -> None:
        """Insert rows as the department's system does."""
        with self.engine.begin() as connection:
            connection.execute(sa.insert(self.table), list(rows))

    @contextmanager
    def unfinished(self, *rows: dict[str, Any]) -> Iterator[sa.Connection]:
        """A transaction of the department that has inserted rows and is committed at the end of the block."""
        with self.engine.begin() as connection:
            for row in rows:
                connection.execute(sa.insert(self.table).values(row))
            yield connection

    def change(self, number: int, **values: Any) -> None:
        """Change one row, by ID."""
        with self.engine.begin() as connection:
            connection.execute(sa.update(self.table).where(self.table.c.ID.in_([number])).values(values))

    def ids(self) -> list[int]:
        """IDs of all rows that are there."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(self.table.c.ID).order_by("ID")).scalars())

    def states(self) -> dict[int, int | None]:
        """State by ID."""
        with self.engine.connect() as connection:
            return {
                row.ID: row.DQZT for row in connection.execute(sa.select(self.table.c.ID, self.table.c.DQZT))
            }

    def told(self) -> list[dict[str, Any]]:
        """The receipts, oldest first."""
        with self.engine.connect() as connection:
            return [
                dict(row)
                for row in connection.execute(sa.select(self.receipts).order_by(sa.text("1"))).mappings()
            ]

    def pull(self, feed: Feed | None = None) -> FeedOutcome:
        """Fetch and land, as a refresh does."""
        return pull_feed(self.root, self.catalogue, feed or self.feed, d.KEY, lambda _: None)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the feed."""
        return d.CATALOGUE.model_copy(update={"feeds": d.CATALOGUE.feeds | {FEED: self.feed}})

    def files(self) -> list[Path]:
        """Delivered files, in the order of their names."""
        return sorted((self.root / "inbox" / FEED).glob("*.parquet"))

    def fetched(self) -> pl.DataFrame:
        """Every row of every delivered file, as kept."""
        return pl.concat([pl.read_parquet(path) for path in self.files()])

    def fetched_ids(self) -> list[int]:
        """IDs of the rows delivered so far, sorted; one that came twice stands twice."""
        return sorted(self.fetched().get_column("ID").cast(pl.Int64)) if self.files() else []

    def landed(self) -> list[Manifest]:
        """The feed's batches."""
        return list(batches(self.root, feed=FEED))

    def accepted(self) -> pl.DataFrame:
        """Rows of all batches that were accepted."""
        folder = self.root / "landing" / d.STANDARD.name / FEED
        return pl.concat([pl.read_parquet(path) for path in folder.glob("*/accepted.parquet")])

    def assert_each_row_once(self, expected: Sequence[int] | None = None) -> None:
        """Every row of the table is in exactly one file, each file is one batch, nothing is half done."""
        assert self.fetched_ids() == (self.ids() if expected is None else sorted(expected))
        manifests = self.landed()
        assert len(manifests) == len(self.files())
        assert sum(manifest.rows_read for manifest in manifests) == len(self.fetched_ids())
        assert [path for path in (self.root / "inbox" / FEED).iterdir() if path.name.startswith(".")] == []


def moment(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
