"""What a feed's YAML may say about its connector. No library of any connector is imported here."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ingest.declaration import Model


class FileDrop(Model):
    """Files put into ``$SIKU_DATA/inbox/<feed>/`` by somebody else: a share, a drop server, a person."""

    type: Literal["file_drop"] = "file_drop"
    pattern: str = "*"


# The types of connectors; each but the file drop has its fetch step in `ingest.connectors.fetching`.
Connector: TypeAlias = FileDrop
