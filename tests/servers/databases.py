"""A PostgreSQL and a MariaDB on loopback, as a department's front-end database (前置库) would be."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field

import pymysql
import sqlalchemy as sa

from tests.servers.daemon import Daemon, find_program, free_port

PASSWORD = "planted:@/?#%20-7f3a"  # noqa: S105 - of a server of the tests; every character a URL must quote
ADMIN = "front_end"


@dataclass
class DatabaseServer:
    """A running database server; ``url()`` is what its administrator would be told."""

    daemon: Daemon
    driver: str
    command: list[str]
    fast: signal.Signals
    port: int = field(default_factory=free_port)
    _made: int = 0

    def url(self, database: str, user: str = ADMIN, password: str | None = PASSWORD) -> sa.URL:
        """The address of one database."""
        return sa.URL.create(self.driver, user, password, "127.0.0.1", self.port, database)

    def new_database(self) -> sa.URL:
        """Make an empty database of a name not used before; returns its address."""
        self._made += 1
        name = f"qianzhi_{self._made}"
        engine = sa.create_engine(self.url(self.maintenance), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"create database {name}"))
        engine.dispose()
        return self.url(name)

    @property
    def maintenance(self) -> str:
        """The database that is always there."""
        return "postgres" if self.driver.startswith("postgresql") else "mysql"

    def start(self) -> None:
        """Start on the same port and data as before."""
        self.daemon.start([part.format(port=self.port) for part in self.command], self._answers)

    def stop(self, *, power_cut: bool = False) -> None:
        """End it at once, whoever is connected; in order, or as a power cut does."""
        self.daemon.stop(signal.SIGKILL if power_cut else self.fast)

    def _answers(self) -> bool:
        engine = sa.create_engine(self.url(self.maintenance))
        try:
            with engine.connect():
                return True
        except sa.exc.OperationalError:
            return False
        finally:
            engine.dispose()


def start_postgres() -> DatabaseServer:
    """A new PostgreSQL with a password for its superuser; nothing is synced, its data is thrown away."""
    program = find_program("postgres", "/usr/lib/postgresql/*/bin")
    daemon = Daemon("postgres", "postgres")
    secret = daemon.folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    data = str(daemon.folder / "data")
    how = [
        "--encoding",
        "UTF8",
        "--locale",
        "C",
        "--auth",
        "scram-sha-256",
        "--pwfile",
        str(secret),
        "--no-sync",
    ]
    daemon.run([find_program("initdb", "/usr/lib/postgresql/*/bin"), "-D", data, "-U", ADMIN, *how])
    options = ["listen_addresses=127.0.0.1", f"unix_socket_directories={daemon.folder}", "fsync=off"]
    options += ["shared_buffers=64MB", "lc_messages=C"]
    settings = [word for option in options for word in ("-c", option)]
    server = DatabaseServer(
        daemon, "postgresql+psycopg", [program, "-D", data, "-p", "{port}", *settings], signal.SIGINT
    )
    server.start()
    return server


def start_mariadb() -> DatabaseServer:
    """A new MariaDB with an administrator's password; commits outlive the process, not the machine."""
    program = find_program("mariadbd", "/usr/sbin")
    daemon = Daemon("mariadb", "mysql")
    data, where = str(daemon.folder / "data"), str(daemon.folder / "socket")
    make = find_program("mariadb-install-db", "/usr/bin")
    daemon.run(
        [
            make,
            "--no-defaults",
            f"--datadir={data}",
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
        ]
    )
    options = [
        f"--datadir={data}",
        f"--socket={where}",
        "--bind-address=127.0.0.1",
        f"--pid-file={where}.pid",
    ]
    options += ["--innodb-flush-log-at-trx-commit=2", "--innodb-fast-shutdown=2", "--skip-name-resolve"]
    options += ["--character-set-server=utf8mb4", "--default-time-zone=+08:00"]  # as a department has it
    server = DatabaseServer(
        daemon, "mysql+pymysql", [program, "--no-defaults", "--port={port}", *options], signal.SIGTERM
    )

    def answers() -> bool:
        try:
            with pymysql.connect(unix_socket=where, user="root") as connection, connection.cursor() as cursor:
                host = f"'{ADMIN}'@'127.0.0.1'"
                cursor.execute(f"create or replace user {host} identified by %s", (PASSWORD,))
                cursor.execute(f"grant all on *.* to {host} with grant option")
        except pymysql.err.OperationalError:
            return False
        return True

    daemon.start([part.format(port=server.port) for part in server.command], answers)
    return server
