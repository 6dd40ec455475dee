"""Secrets: named in YAML, kept in the environment or in a file, shown by nobody.

Libraries put URLs with passwords and headers with tokens into their exceptions. So every secret that was ever
read in this process is remembered here, and whatever leaves a connector as a text goes through `scrub`.
"""

from __future__ import annotations

import base64
import json
import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from pydantic import Field, SecretStr, model_validator

from ingest.declaration import Model

SHOWN = "***"
_known: set[str] = set()


class SecretError(Exception):
    """A secret cannot be read; the message names where it should be, never what it is."""


class Secret(Model):
    """A reference, ``{env: NAME}`` or ``{file: /path}``: a secret itself never stands in YAML."""

    env: str | None = Field(None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", description="environment variable")
    file: Path | None = Field(None, description="absolute path of a file that holds nothing else")

    @model_validator(mode="after")
    def _one_place(self) -> Secret:
        if (self.env is None) == (self.file is None):
            raise ValueError("a secret is either {env: NAME} or {file: /path}")
        if self.file is not None and not self.file.is_absolute():
            raise ValueError("the path of a secret is absolute: who runs this decides the working directory")
        return self

    def read(self) -> SecretStr:
        """The secret, as a type that prints as asterisks; from now on `scrub` hides it.

        Raises:
            SecretError: the variable is not set, the file cannot be read, or either is empty.
        """
        if self.env is not None:
            place, value = f"环境变量 / environment variable {self.env}", os.environ.get(self.env, "")
        else:
            place, value = f"文件 / file {self.file}", self._from_file()
        if not value:
            raise SecretError(f"没有口令 / no secret in {place}")
        hide(value)
        return SecretStr(value)

    def _from_file(self) -> str:
        assert self.file is not None  # noqa: S101 - the validator's promise
        try:
            return self.file.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise SecretError(f"口令文件无法读取 / secret file cannot be read: {error}") from None


def hide(value: str) -> None:
    """Make `scrub` replace the value, in every spelling a library may print it in."""
    lines = [line for line in value.splitlines() if len(line) >= 16]  # a private key is quoted line by line
    for text in {value, *lines}:
        _known.update({text, quote(text, safe=""), quote(text), quote_plus(text)})
        _known.update({repr(text)[1:-1], json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]})
        _known.add(base64.b64encode(text.encode()).decode())
    _known.discard("")


def scrub(text: str) -> str:
    """The text without any secret read so far."""
    for secret in sorted(_known, key=len, reverse=True):  # the longest first: one may stand in another
        text = text.replace(secret, SHOWN)
    return text


def _scrub_log_records() -> None:
    """Let no log of this process, of whatever library, name a secret (urllib3 logs URLs, for one)."""
    make = logging.getLogRecordFactory()

    def scrubbed(*args: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401 - passed on as they come
        record = make(*args, **named)
        if _known:
            said = record.getMessage()
            clean = scrub(said)
            if clean != said:
                record.msg, record.args = clean, ()
        return record

    logging.setLogRecordFactory(scrubbed)


_scrub_log_records()
