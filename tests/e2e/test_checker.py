"""The clerk's checker as one file: no installation, no network, the verdicts of landing."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.__main__ import build, name
from tests.e2e.no_network import NoNetwork
from tests.unit.ingest.returns.loop import CATALOGUE, Loop, read, write

Run = Callable[..., subprocess.CompletedProcess[str]]
HEADER = "用户编号,用户名称,用户类别,欠费账期,欠费金额(元),身份证号"
ROWS = (
    "1,盘锦甲商店,居民,2026-08,12.50,",
    "2,'=乙商店,公司,2026-08,若干,211103199912310025",
    "00261,盘锦丙商店,单位,２０２６-08,13,",
    "00261,盘锦丙商店,单位,２０２６-08,13,",
)
FINDING = re.compile(r"第 (\d+) 行.*\[([A-Z0-9-]+)\]$")


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the file with nothing but a bare interpreter: no environment, no site-packages, no network."""
    folder = tmp_path_factory.mktemp("checker")
    file = folder / name()
    build(file, compressed=False)  # the same content; compressing takes most of a minute
    cut = NoNetwork(folder / "guard")
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    environment = cut.environment | {"SHIV_ROOT": str(folder / "cache")}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [*cut.prefix, python, "-S", file, *arguments]
        done = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, check=False, encoding="utf-8"
        )
        assert cut.attempts == []
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


def test_the_name_says_for_which_machine_and_python() -> None:
    assert re.fullmatch(r"siku-check-linux-\w+-cp311\.pyz", name())


def test_the_verdicts_are_those_of_landing(checker: Run, tmp_path: Path) -> None:
    """Of a text file, a workbook and a file that stops: rows by state, each finding, the exit code."""
    loop = Loop(tmp_path, CATALOGUE.feeds["water_arrears"])
    text = tmp_path / "欠费.csv"
    text.write_bytes("\n".join([HEADER, *ROWS]).encode("gb18030"))
    book = write(tmp_path / "欠费.xlsx", [list(line.split(",")) for line in (HEADER, *ROWS)], "八月")
    stopped = tmp_path / "不是.csv"
    stopped.write_text("甲,乙\n1,2\n", encoding="utf-8")
    for day, path in enumerate((text, book, stopped), 1):
        landed = loop.send(path, day)
        found = loop.findings(landed)

        done = checker("check", path, "--standard", "utility_arrears")

        assert done.returncode == 1, done.stderr
        assert landed.state == "landed" or f"[{landed.stop.rule_id}]" in done.stdout  # type: ignore[union-attr]
        told = {m.groups() for m in map(FINDING.search, done.stdout.splitlines()) if m}
        kept = found.filter(found["source_row"].is_not_null())
        assert told == {(str(row), rule) for row, rule in kept.select("source_row", "rule_id").iter_rows()}
        if landed.state == "landed":
            assert f"接收 accepted {landed.accepted}，修正 repaired {landed.repaired}" in done.stdout
            assert f"退回 rejected {landed.rejected}，重复 duplicate {landed.duplicate}" in done.stdout


def test_it_writes_the_workbook_the_city_would_write(checker: Run, tmp_path: Path) -> None:
    loop = Loop(tmp_path, CATALOGUE.feeds["water_arrears"])
    path = tmp_path / "欠费.csv"
    path.write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")

    checker("check", path, "--standard", "utility_arrears", "--workbook", tmp_path / "自查.xlsx")

    citys = read(loop.returned(loop.send(path)))
    assert [row[:-1] for row in read(tmp_path / "自查.xlsx")] == [row[:-1] for row in citys]


def test_a_right_file_may_be_sent_and_it_starts_in_seconds(checker: Run, tmp_path: Path) -> None:
    path = tmp_path / "欠费.csv"
    path.write_text(f"{HEADER}\n{ROWS[0]}\n", encoding="utf-8")
    checker("standards")  # unpacked by now

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = checker("check", path, "--standard", "utility_arrears")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert done.returncode == 0
    assert "可以报送" in done.stdout
    sys.stdout.write(f"a check of one row by the checker: {seconds:.1f} s of one processor\n")
    assert seconds < 10, "about one second; of the processor, since the machine may be busy"


def test_the_other_commands_of_the_desk_are_in_it(checker: Run) -> None:
    assert "utility_arrears" in checker("standards").stdout
    assert "USCC-CHECK" in checker("conformance", "--rule", "USCC", "--pattern", r"\w{18}").stdout
