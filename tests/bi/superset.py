"""Apache Superset from its Python package: its own home, an administrator, a web server on loopback."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.servers.daemon import free_port

PATIENCE = 300  # seconds; its first start imports for half a minute on a busy machine
CONFIG = """\
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{home}/superset.db"
WTF_CSRF_ENABLED = False  # only this script asks, on loopback
TALISMAN_ENABLED = False
"""


class Superset:
    """A running one, asked through its REST API."""

    def __init__(self, url: str, password: str) -> None:
        self._url = url
        self._session = requests.Session()
        who = {"username": "admin", "password": password, "provider": "db"}
        token = self.post("security/login", who)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Any:
        return self._answer("GET", path, None)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._answer("POST", path, body)

    def _answer(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        answer = self._session.request(method, f"{self._url}/api/v1/{path}", json=body, timeout=PATIENCE)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:2000]}")
        return answer.json()


@contextmanager
def superset(program: Path, home: Path) -> Iterator[Superset]:
    """Make a home, start the server, give it, end it.

    Args:
        program: the command ``superset`` of its environment.
        home: an empty folder.
    """
    config = home / "superset_config.py"
    config.write_text(CONFIG.format(secret=secrets.token_hex(32), home=home), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"SUPERSET_CONFIG_PATH": str(config), "SUPERSET_HOME": str(home), "FLASK_APP": "superset"}
    password, port = secrets.token_hex(8), free_port()
    named = ["--username", "admin", "--firstname", "a", "--lastname", "a", "--email", "a@localhost"]
    log = home / "log"
    with log.open("wb") as said:
        for step in (
            ["db", "upgrade"],
            ["fab", "create-admin", *named, "--password", password],
            ["init"],
        ):
            subprocess.run([str(program), *step], env=environment, stdout=said, stderr=said, check=True)
        server = subprocess.Popen(
            [str(program), "run", "-h", "127.0.0.1", "-p", str(port)],
            env=environment, stdout=said, stderr=said,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, server, log)
        yield Superset(url, password)
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if requests.get(f"{url}/health", timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Superset did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        time.sleep(0.5)
