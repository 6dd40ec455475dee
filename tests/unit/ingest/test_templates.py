"""Import templates: what an office fills in lands as it was meant, through the readers of every file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from ingest.catalogue import HERE, Catalogue, Feed, Standard, load_catalogue
from ingest.connectors.file_drop import Delivery
from ingest.desk import app
from ingest.landing import Workshop, batch_folder
from ingest.manifest import Manifest
from ingest.templates.workbook import write_template, write_templates
from quality.rules import RULES

CATALOGUE = load_catalogue([HERE])
EXCEL_LIST = 255  # characters of a list within a validation rule, Excel's specification
# What an office types, written down by hand.
TYPED: dict[str, object] = {
    "uscc": "91211102MA0T00054B",
    "org_code": "000000019",
    "registration_no": "211100000001231",
    "person_id": "211103199912310024",
    "tax_no": "91211102MA0T00054B",
    "subject_code": "211100000001231",
    "text": "00261",
    "date": date(2026, 3, 2),
    "amount": 1234.5,
    "integer": 7,
}
ANOTHER: dict[str, object] = {
    "uscc": "12211100MB1T00025U",
    "person_id": "11010519491231002X",
    "tax_no": "12211100MB1T00025U",
    "subject_code": "211102000000012",
    "text": "另一件",
    "date": date(2026, 3, 3),
    "integer": 8,
}
KEPT = {"date": "2026-03-02", "amount": "1234.5", "integer": "7"}
UNITS = {"wan_yuan": "12345000"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("templates")
    write_templates(made, CATALOGUE, list(CATALOGUE.standards))
    return made


def typed(standard: Standard, name: str) -> object:
    column = standard.by_name[name]
    return next(iter(column.codes)) if column.codes else TYPED[column.type]


def by_title(standard: Standard) -> dict[object, str]:
    return {column.title: column.name for column in standard.columns}


def fill(path: Path, standard: Standard, *rows: dict[str, object]) -> None:
    """Fill a template as a person does: below each title what belongs there, the cells' formats untouched."""
    book = openpyxl.load_workbook(path)
    page = data_sheet(book)
    for at, row in enumerate(rows, 2):
        for cell in page[1]:
            value: Any = row.get(by_title(standard)[cell.value])
            page[f"{cell.coordinate[:-1]}{at}"] = value
    book.save(path)


def data_sheet(book: openpyxl.Workbook) -> Worksheet:
    page = book.worksheets[0]
    assert isinstance(page, Worksheet)
    return page


def land(root: Path, feed: Feed, path: Path) -> tuple[Manifest, pl.DataFrame, pl.DataFrame]:
    workshop = Workshop(root, CATALOGUE.standards[feed.standard], feed, b"k" * 32)
    sent = Delivery(path, path.name, datetime(2026, 9, 1, tzinfo=UTC))
    manifest = workshop.land(sent).manifest
    batch = batch_folder(root, feed, manifest.batch_id)
    return manifest, pl.read_parquet(batch / "accepted.parquet"), pl.read_parquet(batch / "questions.parquet")


def sender(standard: str, cadence: str | None = None) -> Feed:
    """Its first feed (of a cadence); how many rows that must bring is another matter."""
    feeds = [feed for feed in CATALOGUE.feeds_of(standard) if cadence in (None, feed.cadence)]
    return feeds[0].model_copy(update={"volume": None})


@pytest.mark.parametrize("name", CATALOGUE.standards)
def test_a_filled_template_lands_as_it_was_filled(folder: Path, tmp_path: Path, name: str) -> None:
    """Of every standard: one row with every column, one with what is required; nothing is said of either."""
    standard, feed = CATALOGUE.standards[name], sender(name)
    full = {column.name: typed(standard, column.name) for column in standard.columns}
    needed = {c.name: full[c.name] for c in standard.columns if c.required or c.required_if}
    needed |= {columns[0]: full[columns[0]] for columns in alternatives(standard)}
    keys = [standard.by_name[part if isinstance(part, str) else part[0]] for part in standard.key]
    other = {key.name: list(key.codes)[-1] if key.codes else ANOTHER[key.type] for key in keys}
    path = tmp_path / "报送.xlsx"
    path.write_bytes((folder / f"{name}.xlsx").read_bytes())
    fill(path, standard, full, needed | other)

    manifest, accepted, questions = land(tmp_path, feed, path)

    assert (manifest.state, manifest.rows_read, manifest.accepted) == ("landed", 2, 2)
    assert questions.rows() == []
    for column in standard.columns:
        if column.name in feed.layout.constants or column.type == "person_id":
            continue
        wanted = KEPT.get(column.type, full[column.name])
        if column.type == "amount":
            wanted = UNITS.get(str(column.unit), wanted)
        assert accepted[column.name][0] == wanted, column.name


def alternatives(standard: Standard) -> list[list[str]]:
    """Columns of which one must be filled: by a rule, or because they are the key."""
    groups = [part for part in standard.key if not isinstance(part, str)]
    return groups + [cross.columns for cross in standard.rules if cross.rule == "one_of"]


@pytest.mark.parametrize("name", CATALOGUE.standards)
def test_an_empty_template_is_no_nil_return(folder: Path, tmp_path: Path, name: str) -> None:
    manifest, _, questions = land(tmp_path, sender(name), folder / f"{name}.xlsx")

    assert (manifest.state, manifest.rows_read, manifest.nil_return) == ("landed", 0, False)
    assert questions["rule_id"].to_list() == ["FILE-HEADER-ONLY"]
    assert "零报告" in questions["message_zh"][0]


def test_the_notes_say_how_to_report_nothing_and_that_works(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "处罚.xlsx"
    path.write_bytes((folder / "administrative_penalty.xlsx").read_bytes())
    book = openpyxl.load_workbook(path)
    assert any("本期无数据" in str(row[0].value) for row in book["四库填报说明"])
    data_sheet(book)["A2"] = "2026年8月无数据上报"
    book.save(path)

    manifest, _, questions = land(tmp_path, sender("administrative_penalty", "month"), path)

    assert (manifest.nil_return, manifest.nil_period) == (True, date(2026, 8, 1))
    assert questions["rule_id"].to_list() == ["NIL-RETURN"]


def rules_by_column(page: Worksheet) -> dict[str, DataValidation]:
    found = {}
    for rule in page.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        assert (area.min_row, area.max_row) == (2, 1_048_576)
        found[str(page.cell(1, area.min_col).value)] = rule
    return found


@pytest.mark.parametrize("name", CATALOGUE.standards)
def test_cells_are_prepared_for_what_they_take(folder: Path, name: str) -> None:
    standard = CATALOGUE.standards[name]
    book = openpyxl.load_workbook(folder / f"{name}.xlsx")
    page = data_sheet(book)
    rules = rules_by_column(page)
    for cell in page[1]:
        column = standard.by_name[by_title(standard)[cell.value]]
        assert isinstance(cell, Cell)
        shape = page.column_dimensions[cell.column_letter].number_format
        assert shape == {"date": "yyyy-mm-dd", "amount": "#,##0.00####", "integer": "0"}.get(column.type, "@")
        assert (cell.number_format == '"*"@') == column.required
        assert cell.comment is not None
        assert column.description in cell.comment.text
        assert column.type != "uscc" or "USCC-CHECK" in cell.comment.text
        assert ("必填" in cell.comment.text) == (column.required or column.required_if is not None)
        if column.codes:
            assert options(book, rules[column.title]) == list(column.codes)
    assert page.max_row == 1, "no note, no sample row: what is read is what was filled in"


def options(book: openpyxl.Workbook, rule: DataValidation) -> list[object]:
    assert rule.type == "list"
    formula = str(rule.formula1)
    assert len(formula) <= EXCEL_LIST
    sheet, _, area = formula.replace("$", "").partition("!")
    assert book[sheet].sheet_state == "hidden"
    cells: Any = book[sheet][area]
    return [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]


def test_a_vocabulary_longer_than_excel_allows_is_whole(tmp_path: Path) -> None:
    plain = CATALOGUE.standards["service_halls"]
    words: dict[str, list[str]] = {f"第{number:03}号，很长的取值": [] for number in range(300)}
    column = plain.columns[0].model_copy(update={"type": "code", "codes": words, "max_length": None})
    standard = plain.model_copy(update={"columns": [column, *plain.columns[1:]]})
    write_template(tmp_path / "长.xlsx", standard, [])

    book = openpyxl.load_workbook(tmp_path / "长.xlsx")
    assert options(book, rules_by_column(data_sheet(book))[column.title]) == list(words)


def test_the_newest_generation_is_written(folder: Path) -> None:
    """发改办财金〔2018〕424号: 代码_2 is the old 代码_3 and the other way round, and fines count 万元."""
    page = data_sheet(openpyxl.load_workbook(folder / "administrative_penalty.xlsx"))
    titles = [str(cell.value) for cell in page[1]]
    assert {"行政相对人代码_2(工商注册号)", "行政相对人代码_3(组织机构代码)", "罚款金额(万元)"} <= set(titles)


def test_a_column_its_senders_declare_is_not_asked_for(folder: Path) -> None:
    titles = [cell.value for cell in data_sheet(openpyxl.load_workbook(folder / "utility_arrears.xlsx"))[1]]
    assert "公用事业类别" not in titles
    assert "用户编号" in titles


def test_the_notes_have_every_column_sender_and_rule(folder: Path) -> None:
    standard = CATALOGUE.standards["administrative_permit"]
    page = openpyxl.load_workbook(folder / "administrative_permit.xlsx")["四库填报说明"]
    said = {str(row[0].value): [cell.value for cell in row] for row in page}
    for column in standard.columns:
        assert column.title in said
    for feed in CATALOGUE.feeds_of("administrative_permit"):
        assert any(feed.department == row[0] and feed.title in str(row[1]) for row in said.values())
    assert said["USCC-CHECK"][3] == RULES["USCC-CHECK"].source
    assert said["X-ORDER"][1] == "存疑，请核实"
    assert said["收回误报"][1] == "「数据操作标识」填“删除”，其余各栏照原样报"


def test_the_same_standard_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    (path,) = write_templates(tmp_path, CATALOGUE, ["court_cases"])
    assert path.read_bytes() == (folder / "court_cases.xlsx").read_bytes()


def test_the_command_writes_one_or_all_and_knows_its_standards(tmp_path: Path) -> None:
    one = CliRunner().invoke(app, ["templates", "court_cases", "--to", str(tmp_path / "one")])
    assert one.exit_code == 0
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["court_cases.xlsx"]
    wrong = CliRunner().invoke(app, ["templates", "court", "--to", str(tmp_path / "none")])
    assert wrong.exit_code == 1
    assert "court_cases" in wrong.stderr
    assert not (tmp_path / "none").exists()


def test_no_standard_is_without_a_template(folder: Path) -> None:
    assert {path.stem for path in folder.glob("*.xlsx")} == set(Catalogue.model_validate(CATALOGUE).standards)
