"""What a feed's YAML may say about its connector. No library of any connector is imported here."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from ingest.connectors.secrets import Secret
from ingest.declaration import Model


class Source(Model):
    """What every connector may say."""

    pattern: str = Field(default="*", description="file names that are deliveries, as a shell pattern")


class FileDrop(Source):
    """Files put into ``$SIKU_DATA/inbox/<feed>/`` by somebody else: a share, a drop server, a person."""

    type: Literal["file_drop"] = "file_drop"


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


# The types of connectors; each but the file drop has its fetch step in `ingest.connectors.fetching`.
Connector: TypeAlias = Annotated[FileDrop | Sftp, Field(discriminator="type")]
