"""What a feed's YAML may say about its connector. No library of any connector is imported here."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from ingest.connectors.secrets import Secret
from ingest.declaration import Model


class Source(Model):
    """What every connector may say."""

    pattern: str = Field(default="*", description="file names that are deliveries, as a shell pattern")
    after_landing: Literal["keep", "archive"] = Field(
        default="keep", description="archive: a file whose bytes have landed goes to archive/<feed>/<day>/"
    )


class FileDrop(Source):
    """Files put into ``$SIKU_DATA/inbox/<feed>/`` by somebody else: a share, a drop server, a person."""

    type: Literal["file_drop"] = "file_drop"
    settle_seconds: float = Field(default=10, ge=0, description="a file younger than that gets a second look")


HOST_KEY = r"^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]+=*( .*)?$"


class Sftp(Source):
    """Files in a folder of an SFTP server."""

    type: Literal["sftp"]
    host: str
    port: int = Field(22, gt=0, lt=65536)
    host_keys: list[Annotated[str, Field(pattern=HOST_KEY)]] = Field(
        min_length=1,
        description="the server's keys as `ssh-keyscan` prints them after the host's name, compared with "
        "what its administrator says; a server that shows another key is not talked to",
    )
    username: str
    password: Secret | None = None
    private_key: Secret | None = None
    passphrase: Secret | None = Field(None, description="of the private key")
    folder: str = Field(description="absolute path on the server")
    name_encoding: Literal["utf-8", "gb18030"] | None = Field(
        None,
        description="encoding of names on the server (gb18030 holds GBK); not said: UTF-8 where a name "
        "is UTF-8, else GB18030 with a message",
    )
    archive: str | None = Field(
        None,
        description="folder on the server that what was taken is moved to; nothing: it stays where it is",
    )
    settle_seconds: float = Field(
        5, ge=0, description="a file must be the same in two looks that far apart before it is taken"
    )
    timeout_seconds: float = Field(30, gt=0, description="the longest silence of the server")
    retries: int = Field(3, ge=0, description="how often a broken connection is made again without progress")

    @model_validator(mode="after")
    def _one_way_in(self) -> Sftp:
        if (self.password is None) == (self.private_key is None):
            raise ValueError("either password or private_key, as {env: NAME} or {file: /path}")
        if self.passphrase and not self.private_key:
            raise ValueError("a passphrase belongs to a private_key")
        return self


class Token(Model):
    """A token that is sent with every request."""

    type: Literal["token"]
    token: Secret
    header: str = "Authorization"
    prefix: str = Field(default="Bearer ", description="what stands before the token; may be empty")


class Basic(Model):
    """User name and password (RFC 7617)."""

    type: Literal["basic"]
    username: str
    password: Secret


class PageNumbers(Model):
    """Pages are asked for by number until the declared total is reached."""

    type: Literal["page"]
    parameter: str = "page"
    first: int = 1
    size_parameter: str | None = None
    size: int | None = Field(None, gt=0)


class Cursor(Model):
    """Each answer says what to ask next; the last one says nothing."""

    type: Literal["cursor"]
    parameter: str = "cursor"
    next: str = Field(description="where the next cursor stands in an answer")


class Since(Model):
    """Ask only for what changed since; the mark is kept in landing and comes from the rows themselves."""

    parameter: str
    column: str = Field(description="field of a row that holds when it changed")
    first: str = Field(description="the mark of the very first pull, in `format`")
    format: str = Field(default="%Y-%m-%d", description="of the parameter and of the column (strftime)")
    overlap_days: int = Field(
        1, ge=0, description="so many days are asked for again: a source may commit late what it dated early"
    )

    @model_validator(mode="after")
    def _first_is_a_moment(self) -> Since:
        datetime.strptime(self.first, self.format)  # noqa: DTZ007 - the source's own clock, never compared with ours
        return self


class Success(Model):
    """Where an answer says that it is one: many interfaces report an error with the HTTP status 200."""

    field: str
    values: list[str] = Field(min_length=1)


class Http(Source):
    """Rows of an HTTP interface that answers in JSON or XML, page by page; one pull is one delivery.

    A place in an answer (``rows``, ``total``, ``next``, …) is written with dots, ``data.list``; in XML it
    leads from the root element by tags, and all elements at ``rows`` are rows.
    """

    type: Literal["http"]
    url: str = Field(pattern=r"^https?://[^\s@?#]+$", description="without user, password or parameters")
    method: Literal["get", "post"] = "get"
    send: Literal["query", "form", "json"] = Field(default="query", description="how parameters are sent")
    parameters: dict[str, str | Secret] = Field(default_factory=dict, description="sent with every request")
    headers: dict[str, str | Secret] = Field(default_factory=dict)
    authentication: Annotated[Token | Basic, Field(discriminator="type")] | None = None
    paging: Annotated[PageNumbers | Cursor, Field(discriminator="type")] | None = Field(
        None, description="nothing: one answer holds everything"
    )
    rows: str = Field(description="where the rows stand in an answer")
    total: str | None = Field(None, description="where the declared number of all rows stands")
    key: list[str] = Field(
        default_factory=list, description="fields that tell rows apart: the same key twice is a repeated page"
    )
    success: Success | None = None
    since: Since | None = None
    ca_file: Path | None = Field(
        None, description="certificates of a private authority; default: public ones"
    )
    connect_seconds: float = Field(10, gt=0)
    read_seconds: float = Field(60, gt=0, description="the longest silence of the server")
    whole_seconds: float = Field(3600, gt=0, description="the longest pull; the next one goes on from there")
    max_bytes: int = Field(64 << 20, gt=0, description="the largest single answer")
    retries: int = Field(5, ge=0, description="of one request")
    pause_seconds: float = Field(
        1, ge=0, description="before the second attempt, doubled for each further one"
    )
    restarts: int = Field(2, ge=0, description="how often a pull begins anew when the source changed in it")

    @model_validator(mode="after")
    def _an_end_is_known(self) -> Http:
        if isinstance(self.paging, PageNumbers) and self.total is None:
            raise ValueError("page numbers need total: without it nobody knows whether a page is missing")
        if self.send != "query" and self.method != "post":
            raise ValueError("send: form and send: json need method: post")
        return self


StateValue: TypeAlias = str | int | None


class State(Model):
    """The column by which a front-end database knows which rows were taken (读取状态), and its values."""

    column: str
    unread: list[StateValue] = Field(min_length=1, description="rows to be taken, e.g. [0] or ['0', null]")
    read: str | int = Field(description="what a taken row is set to")
    others: list[StateValue] = Field(
        default_factory=list, description="rows that are none of ours, e.g. failed or withheld ones"
    )

    @model_validator(mode="after")
    def _each_value_means_one_thing(self) -> State:
        values = [str(value) for value in [*self.unread, self.read, *self.others]]
        if doubled := sorted({value for value in values if values.count(value) > 1}):
            raise ValueError(f"values {doubled} stand more than once among unread, read and others")
        return self


class Receipts(Model):
    """The table a front-end database wants receipts in (回执): what each file took of each batch number."""

    table: str
    columns: dict[Literal["batch", "rows", "file", "sha256", "received_at"], str] = Field(
        min_length=1, description="what is told → the receipt table's column"
    )
    constants: dict[str, str | int] = Field(
        default_factory=dict, description="columns that always hold the same, e.g. who received"
    )


class Watermark(Model):
    """How far a table was read that nobody may mark: kept here, never taken from the source's clock."""

    column: str = Field(description="a number or time that grows with every row written")
    overlap: int = Field(
        ge=0,
        description="how far below the highest value seen a row may still appear (a transaction that is "
        "committed late): seconds where the column is a time",
    )


class Database(Source):
    """A table or view of a front-end database (前置库), by the URL of any engine SQLAlchemy speaks to.

    With ``state``: rows are taken once and marked. With ``watermark``: rows above it are taken, nothing is
    written. With neither: each pull takes the whole table.
    """

    type: Literal["database"]
    url: str = Field(pattern=r"^[A-Za-z0-9_]+(\+[A-Za-z0-9_]+)?://", description="without the password")
    password: Secret | None = None
    table: str = Field(description="its name, with the schema before a dot where that is needed")
    columns: list[str] | None = Field(
        None, min_length=1, description="what is read, key included; default: everything but the state"
    )
    key: list[str] = Field(default_factory=list, description="what tells rows apart; default: primary key")
    order: list[str] = Field(
        default_factory=list, description="the order in which rows were written; default: by the key"
    )
    state: State | None = None
    watermark: Watermark | None = None
    batch: str | None = Field(None, description="the column of the sender's batch number (批次号)")
    receipts: Receipts | None = None
    handed_over: str | None = Field(
        None,
        description="when a row was put there; it is received then, however late we come. "
        "Default: when we take it",
    )
    rows_per_file: int = Field(200_000, gt=0, description="taken in one transaction; not for whole tables")

    @model_validator(mode="after")
    def _fits_together(self) -> Database:
        if re.search(r"://[^/?#]*:[^/?#]*@", self.url):
            raise ValueError("no password in url: name it as password: {env: NAME} or {file: /path}")
        if self.state and self.watermark:
            raise ValueError("either state (rows are marked) or watermark (nothing is written), not both")
        if self.receipts and not self.state:
            raise ValueError("receipts are written in the transaction that marks the rows: they need state")
        if self.receipts and "batch" in self.receipts.columns and not self.batch:
            raise ValueError("a receipt by batch number needs batch, the column of the batch number")
        return self


# The types of connectors; each but the file drop has its fetch step in `ingest.connectors.fetching`.
Connector: TypeAlias = Annotated[FileDrop | Sftp | Http | Database, Field(discriminator="type")]
