"""What is handed out opens as it was meant, and the log of it cannot be altered unseen."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import fastexcel
import polars as pl
import pytest
from typer.testing import CliRunner

from ingest.catalogue import Audience
from orchestration.cli import app
from orchestration.release.exports import Asked, Form, export
from orchestration.release.log import BrokenChainError, append, entries, log_path
from orchestration.release.marts import Mart, MartColumn
from orchestration.release.tables import Release
from orchestration.release.write import publish
from orchestration.released import NothingToExplainError

ROWS = [
    (
        "market",
        "091211100MA0001",
        '=HYPERLINK("http://x")',
        Decimal("12.50"),
        date(2026, 10, 1),
        True,
        "note",
    ),
    ("tax", "2026-10", "+1", None, None, False, "note"),
    ("tax", "211100000000011", "正常", Decimal("0.00"), date(2026, 9, 30), None, None),
]
NAMES = ("unit", "code", "fact", "amount", "day", "is_late", "contact")
MART = Mart(
    "losses",
    "失分",
    tuple(
        MartColumn(name, f"列 {name}", Audience.restricted if name == "contact" else Audience.shared)
        for name in NAMES
    ),
    key=("code",),
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("exports")
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        connection.execute(
            "create table losses (unit varchar, code varchar, fact varchar, amount decimal(10, 2), day date, "
            "is_late boolean, contact varchar)"
        )
        connection.executemany("insert into losses values (?, ?, ?, ?, ?, ?, ?)", ROWS)
    publish(root, [MART], Release(date(2026, 10, 31), "run-1", "1", "a"))
    return root


@pytest.fixture
def root(published: Path) -> Path:
    log_path(published).unlink(missing_ok=True)
    return published


def _asked(form: Form, **where: str) -> Asked:
    return Asked("losses", Audience.shared, where, form, "市审计局")


def test_a_csv_opens_in_a_spreadsheet_with_its_codes_whole(root: Path, tmp_path: Path) -> None:
    export(root, _asked(Form.csv), tmp_path / "x.csv")
    content = (tmp_path / "x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        ["unit", "code", "fact", "amount", "day", "is_late"],
        ["market", "091211100MA0001", '\'=HYPERLINK("http://x")', "12.50", "2026-10-01", "True"],
        ["tax", "2026-10\t", "'+1", "", "", "False"],
        ["tax", "211100000000011\t", "正常", "0.00", "2026-09-30", ""],
    ]


def test_a_workbook_keeps_types_and_calculates_nothing(root: Path, tmp_path: Path) -> None:
    export(root, _asked(Form.xlsx, unit="tax"), tmp_path / "x.xlsx")
    book = fastexcel.read_excel(tmp_path / "x.xlsx")
    assert book.sheet_names == ["数据", "说明"]
    sheet = book.load_sheet("数据").to_polars()
    assert sheet["code"].to_list() == ["2026-10", "211100000000011"]
    assert sheet["fact"].to_list() == ["'+1", "正常"]
    assert sheet["amount"].to_list() == [None, 0.0]
    assert sheet["day"].dt.date().to_list() == [None, date(2026, 9, 30)]
    about = dict(book.load_sheet("说明", header_row=None).to_polars().iter_rows())
    assert about["for"] == "市审计局"
    assert about["code"] == "列 code"


def test_a_parquet_is_what_was_published(root: Path, tmp_path: Path) -> None:
    export(root, Asked("losses", Audience.restricted, {}, Form.parquet, "x"), tmp_path / "x.parquet")
    assert pl.read_parquet(tmp_path / "x.parquet").rows() == ROWS
    assert stat.S_IMODE((tmp_path / "x.parquet").stat().st_mode) == 0o600


def test_every_export_is_in_the_log(root: Path, tmp_path: Path) -> None:
    export(root, _asked(Form.csv, unit="tax"), tmp_path / "a.csv")
    export(root, _asked(Form.parquet), tmp_path / "b.parquet")
    first, second = entries(root)
    assert (first["number"], first["mart"], first["where"], first["rows"], first["for"], first["file"]) == (
        1, "losses", {"unit": "tax"}, 2, "市审计局", "a.csv",
    )  # fmt: skip
    assert (first["as_of"], first["run_id"], first["audience"]) == ("2026-10-31", "run-1", "shared")
    assert second["before"] == first["seal"]
    assert stat.S_IMODE(log_path(root).stat().st_mode) == 0o600


def test_what_is_not_there_is_neither_written_nor_logged(root: Path, tmp_path: Path) -> None:
    for asked in (
        Asked("nothing", Audience.shared, {}, Form.csv, "x"),
        Asked("losses", Audience.shared, {"contact": "note"}, Form.csv, "x"),
        Asked("losses", Audience.shared, {}, Form.csv, " "),
    ):
        with pytest.raises(NothingToExplainError):
            export(root, asked, tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()
    assert entries(root) == []


@pytest.mark.parametrize("altered", ["rows", "removed", "swapped", "resealed", "not json"])
def test_an_altered_log_is_found_and_grows_no_more(tmp_path: Path, altered: str) -> None:
    for number in range(4):
        append(tmp_path, {"for": "审计局", "rows": number})
    path = log_path(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    entry = json.loads(lines[1])
    match altered:
        case "rows":
            lines[1] = json.dumps(entry | {"rows": 0}) + "\n"
        case "removed":
            del lines[1]
        case "swapped":
            lines[1], lines[2] = lines[2], lines[1]
        case "resealed":  # consistent in itself, but the next entry knows the old seal
            path.unlink()
            append(tmp_path, {"for": "审计局", "rows": 0})
            append(tmp_path, {"for": "审计局", "rows": 999})
            lines[:2] = path.read_text(encoding="utf-8").splitlines(keepends=True)
        case _:
            lines[1] = "{\n"
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(BrokenChainError, match="line 3" if altered == "resealed" else "line 2"):
        entries(tmp_path)
    with pytest.raises(BrokenChainError):
        append(tmp_path, {"for": "x"})
    assert path.read_text(encoding="utf-8") == "".join(lines)


def test_the_commands_export_list_and_verify(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIKU_DATA", str(root))
    to = tmp_path / "losses.xlsx"
    run = CliRunner().invoke
    done = run(app, ["export", "losses", "--to", str(to), "--for", "市审计局", "--where", "unit=tax"])
    assert done.exit_code == 0, done.output
    assert to.exists()
    listed = run(app, ["exports"])
    assert "市审计局" in listed.output
    assert entries(root)[-1]["seal"] in listed.output
    assert run(app, ["export", "losses", "--to", str(tmp_path / "x.pdf"), "--for", "x"]).exit_code == 2
    log_path(root).write_text(log_path(root).read_text(encoding="utf-8").replace('"rows": 2', '"rows": 1'))
    assert run(app, ["exports"]).exit_code == 1
