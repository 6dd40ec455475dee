"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine, not the code: speed is measured in benchmarks/.
settings.register_profile("siku", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("siku")

pytest_plugins = ["tests.servers.fixtures"]

PROJECT = Path(__file__).resolve().parent.parent
REAL = PROJECT.parent / "shared" / "real"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files; it lies beside the project and is never part of it."""
    if not REAL.is_dir():
        pytest.skip("real data is not beside this checkout")
    return REAL


@pytest.fixture
def data_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data root of the test's own."""
    root = tmp_path / "data"
    root.mkdir()
    monkeypatch.setenv("SIKU_DATA", str(root))
    monkeypatch.setenv("SIKU_AS_OF", "2026-10-31")
    return root
