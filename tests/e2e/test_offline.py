"""No network at run time: nothing is tried, nothing is needed, and what could try is switched off."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.release.files import OFFLINE
from tests.e2e.conftest import OfflineCity
from tests.e2e.no_network import NoNetwork

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = ("autoinstall_known_extensions", "autoload_known_extensions")
ASKED = ", ".join(f"current_setting('{name}') as {name}" for name in SETTINGS)


def test_simulate_and_refresh_need_no_network(offline_city: OfflineCity):
    assert (offline_city.root / "published" / "public.duckdb").exists()
    assert "已发布" in offline_city.printed


def test_nothing_even_tries_the_network(offline_city: OfflineCity):
    assert offline_city.attempts == []


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import socket; socket.getaddrinfo('a.test', 80)",
    ],
)
def test_the_guard_would_have_seen_an_attempt(tmp_path: Path, attempt: str):
    cut = NoNetwork(tmp_path / "guard")
    done = subprocess.run(
        [*cut.prefix, sys.executable, "-c", attempt],
        env=os.environ | cut.environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert len(cut.attempts) == 1


def test_dbt_neither_installs_nor_loads_extensions(offline_city: OfflineCity, tmp_path: Path):
    """Asked on dbt's own connection to the warehouse."""
    command = ["show", "--quiet", "--output", "json", "--inline", f"select {ASKED}"]
    paths = ["--project-dir", str(PROJECT / "dbt_project"), "--profiles-dir", str(PROJECT / "dbt_project")]
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *command,
            *paths,
            "--target-path",
            str(tmp_path / "target"),
        ],
        env=os.environ | {"SIKU_DATA": str(offline_city.root), "DBT_LOG_PATH": str(tmp_path / "logs")},
        capture_output=True,
        text=True,
        check=True,
    )
    shown = yaml.safe_load(done.stdout)["show"]
    assert shown == [dict.fromkeys(SETTINGS, False)]


def test_our_connections_neither_install_nor_load_extensions(offline_city: OfflineCity):
    path = str(offline_city.root / "published" / "restricted.duckdb")
    with duckdb.connect(path, read_only=True, config=OFFLINE) as connection:
        assert connection.execute(f"select {ASKED}").fetchone() == (False, False)


def test_every_connection_of_ours_is_opened_with_these_settings():
    calls = [
        (path.name, node.lineno, {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords})
        for room in ("ingest", "quality", "orchestration")
        for path in (PROJECT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect"
    ]
    assert calls
    assert [call for call in calls if call[2].get("config") != "OFFLINE"] == []


def test_published_files_open_without_any_extension(offline_city: OfflineCity):
    for audience in ("public", "shared", "restricted"):
        path = str(offline_city.root / "published" / f"{audience}.duckdb")
        with duckdb.connect(path, read_only=True, config=OFFLINE) as connection:
            tables = [
                name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
            ]
            for table in tables:
                connection.execute(f"select * from {table}").fetchall()  # noqa: S608 - a table's own name
            loaded = connection.execute(
                "select extension_name from duckdb_extensions()"
                " where loaded and install_mode <> 'STATICALLY_LINKED'"
            )
            assert loaded.fetchall() == []
        assert tables


def test_telemetry_is_off(offline_city: OfflineCity):
    home = offline_city.root / "dagster"
    dagster = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
    dbt = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    assert dagster["telemetry"] == {"enabled": False}
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
    # what Dagster and dbt leave behind where they do count their users
    assert not list(home.rglob(".telemetry"))
    assert not list((PROJECT / "dbt_project").glob(".user.yml"))
