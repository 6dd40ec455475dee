"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
REAL = PROJECT.parent / "shared" / "real"


# Made once by minutes of work and shared by many files: whatever asks for one of them runs in one process.
SHARED = {"refreshed_city": "city", "offline_city": "city", "manifest": "project"}


@pytest.hookimpl(tryfirst=True)  # the groups must stand before they are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what stays together when the suite runs in two processes: a file, or all that shares a city."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        group = next((SHARED[name] for name in SHARED if name in fixtures), None)
        group = group or (item.nodeid if item.get_closest_marker("alone") else str(item.path))
        item.add_marker(pytest.mark.xdist_group(group))


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
