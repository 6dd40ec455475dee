"""Where a release is served: one address, secret, and the audience that reads there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from ingest.catalogue import Audience
from ingest.connectors.secrets import Secret, hide
from ingest.settings import SettingError

URL, URL_FILE, AUDIENCE = "SIKU_SERVE_URL", "SIKU_SERVE_URL_FILE", "SIKU_SERVE_AUDIENCE"


@dataclass(frozen=True)
class Serving:
    """What is served where.

    Attributes:
        conninfo: what libpq takes; holds the password, so `scrub` hides it and nothing prints it.
        place: host, port and database, to be shown.
        audience: whose published file it is.
    """

    conninfo: str
    place: str
    audience: Audience

    def __repr__(self) -> str:
        """Without the password."""
        return f"Serving({self.place}, {self.audience})"


def serving_of() -> Serving | None:
    """The setting, or none: ``SIKU_SERVE_URL`` (or a file that ``SIKU_SERVE_URL_FILE`` names).

    Raises:
        SettingError: the address is no ``postgresql://…``, or the audience (``SIKU_SERVE_AUDIENCE``, default
            shared) is none.
        SecretError: the file cannot be read.
    """
    if os.environ.get(URL):
        secret = Secret(env=URL, file=None)
    elif os.environ.get(URL_FILE):
        secret = Secret(env=None, file=Path(os.environ[URL_FILE]))
    else:
        return None
    try:
        url = sa.make_url(secret.read().get_secret_value())
    except sa.exc.ArgumentError:
        raise SettingError(
            f"{URL} 不是地址 / is no URL; 应为 / expected: postgresql://user:…@host/db"
        ) from None
    if url.get_backend_name() != "postgresql":
        raise SettingError(f"{URL} 应以 postgresql:// 开头 / must be postgresql://")
    if url.password:
        hide(str(url.password))
    given = os.environ.get(AUDIENCE, Audience.shared.value)
    if given not in list(Audience):
        raise SettingError(f"{AUDIENCE} 应为 / must be one of {', '.join(Audience)}, is {given!r}")
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    hide(conninfo)
    return Serving(conninfo, f"{url.host or 'local'}:{url.port or 5432}/{url.database}", Audience(given))
