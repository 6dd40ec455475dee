"""Fixtures of the servers: started when the first test of a process asks, stopped with the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.databases import DatabaseServer, start_mariadb, start_postgres
from tests.servers.sshd import SftpServer, start_sftp


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseServer]:
    """A PostgreSQL of this test process's own."""
    server = start_postgres()
    yield server
    server.daemon.remove()


@pytest.fixture(scope="session")
def mariadb() -> Iterator[DatabaseServer]:
    """A MariaDB of this test process's own."""
    server = start_mariadb()
    yield server
    server.daemon.remove()


@pytest.fixture(scope="session")
def sftp_server() -> Iterator[SftpServer]:
    """An OpenSSH server of this test process's own."""
    server = start_sftp()
    yield server
    server.daemon.remove()


@pytest.fixture(params=["postgres", "mariadb"])
def database_server(request: pytest.FixtureRequest) -> DatabaseServer:
    """Each of the two engines in turn."""
    server: DatabaseServer = request.getfixturevalue(request.param)
    return server
