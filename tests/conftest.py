"""Fixtures shared by all tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, settings

from tests.once import once

# How long an example takes says something about the machine, not the code: speed is measured in benchmarks/.
settings.register_profile("siku", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("siku")

pytest_plugins = ["tests.servers.fixtures"]

# Files that build what is dear come first, in this order, and not all those that share one thing at once: the
# processes (`make test`) neither wait for one another nor does one of them work alone at the end.
FIRST = (
    "e2e/test_city.py",
    "e2e/test_other_cities.py",
    "real/test_real.py",
    "e2e/test_offline.py",
    "e2e/test_history.py",
    "e2e/test_pure.py",
    "integration/test_warehouse_daily.py",
    "e2e/test_tutorial.py",
    "integration/test_mutants.py",
    "integration/test_kill.py",
    "integration/test_changes_any_order.py",
    "integration/test_resolution.py",
)
PROJECT = Path(__file__).resolve().parent.parent
REAL = PROJECT.parent / "shared" / "real"
TOLD = "told"
# A file system in memory, and how much of it must be free: the cities of a whole run come to three gigabytes.
IN_MEMORY, ENOUGH = Path("/dev/shm"), 8 << 30  # noqa: S108 - a folder of our own below it


def pytest_configure(config: pytest.Config) -> None:
    """Work in memory where there is plenty, unless ``--basetemp`` names a folder; removed at the end.

    Each file that lands is brought to disk seven times. What the power leaves when it fails no test can see;
    one that kills a process finds the same files either way.
    """
    if hasattr(config, "workerinput") or config.option.basetemp or not IN_MEMORY.is_dir():
        return
    if min(psutil.virtual_memory().available, shutil.disk_usage(IN_MEMORY).free) > ENOUGH:
        config.option.basetemp = tempfile.mkdtemp(prefix="siku-tests-", dir=IN_MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; within a file and among the others the order stays."""
    place = {PROJECT / "tests" / name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted, whichever process ran them."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    told = [
        f"{report.location[0]}: {text}"
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, text in report.user_properties
        if name == TOLD
    ]
    if told:
        terminalreporter.section("counted")
        terminalreporter.write_line("\n".join(sorted(told)))


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say a count that belongs into the output of the whole suite."""
    return lambda text: record_property(TOLD, text)


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


@pytest.fixture(scope="session")
def compiled_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root on which the whole dbt project was compiled, into its folder ``target``."""
    from tests.integration.landing_files import Landing  # noqa: PLC0415 - a second that few tests need
    from tests.integration.warehouse import run_dbt  # noqa: PLC0415

    def compile_it(root: Path) -> None:
        Landing(root).write("2026-10-31")
        run_dbt(root, root / "target", "compile", "--quiet")

    return once(tmp_path_factory, "compiled", compile_it)
