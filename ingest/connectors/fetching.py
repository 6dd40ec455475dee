"""Fetch: bring what a feed's source holds into its inbox, by the step of its connector's type."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

from ingest.catalogue import Feed
from ingest.connectors.inbox import FetchError, Inbox
from ingest.connectors.secrets import SecretError, scrub


def _nothing_to_fetch(_: Inbox) -> None:
    """The files are put there by somebody else."""


def _sftp(inbox: Inbox) -> None:
    from ingest.connectors import sftp  # noqa: PLC0415

    sftp.fetch(inbox)


def _http(inbox: Inbox) -> None:
    from ingest.connectors import http  # noqa: PLC0415

    http.fetch(inbox)


def _database(inbox: Inbox) -> None:
    from ingest.connectors import database  # noqa: PLC0415

    database.fetch(inbox)


# From a connector's type to its fetch step. A step raises when it could not finish; files it has put into the
# inbox by then are deliveries like any other. Its library is imported inside, where the step is needed only.
FETCH: dict[str, Callable[[Inbox], None]] = {
    "file_drop": _nothing_to_fetch,
    "sftp": _sftp,
    "http": _http,
    "database": _database,
}


def fetch(root: Path, feed: Feed, say: Callable[[str], None]) -> list[str]:
    """Run the feed's fetch step; returns what went wrong, without any secret, for a person to read."""
    try:
        FETCH[feed.connector.type](Inbox(root, feed, say))
    except (FetchError, SecretError) as error:
        return [scrub(f"{feed.name}: {error}")]
    except Exception:  # the boundary between feeds: whatever a source or a library does stops this feed only
        return [scrub(f"{feed.name}: 取数失败 / the fetch failed: {traceback.format_exc()}")]
    return []
