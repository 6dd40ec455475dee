"""``siku check``: a clerk sees before sending what the city would say, and nothing is kept."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import xlsxwriter

from ingest.catalogue import HERE, Standard, load_catalogue
from ingest.checking import FINDINGS_SHOWN, check_file
from tests.unit.ingest.returns.loop import CATALOGUE, Loop, read

STANDARDS = load_catalogue([HERE]).standards
TITLES = ("用户编号", "用户名称", "用户类别", "欠费账期", "欠费金额(元)")
DEBT = dict(zip(TITLES, ("00261", "盘锦甲商店", "居民", "2026-08", "12.50"), strict=True))


def table(*rows: dict[str, str], titles: tuple[str, ...] = tuple(DEBT)) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, titles, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def put(folder: Path, content: str, name: str = "欠费.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def arrears() -> Standard:
    return STANDARDS["utility_arrears"]


def test_a_right_file_may_be_sent(tmp_path: Path, arrears: Standard) -> None:
    checked = check_file(put(tmp_path, table(DEBT)), arrears)

    assert checked.clean
    said = "\n".join(checked.lines)
    assert "欠费.csv" in said
    assert "公用事业欠费 (utility_arrears)" in said
    assert "csv，编码 / encoding utf-8" in said
    assert "表头在第 1 行 / header in row 1" in said
    assert "declared by the feed: 公用事业类别" in said
    assert "读入 / rows read: 1；接收 accepted 1，修正 repaired 0，存疑 question 0" in said
    assert checked.lines[-1] == "没有发现问题 / nothing to say: 可以报送 / it can be sent"


def test_a_finding_names_file_row_column_rule_in_both_languages(tmp_path: Path, arrears: Standard) -> None:
    checked = check_file(
        put(tmp_path, table(DEBT, DEBT | {"用户编号": "00262", "欠费金额(元)": "若干"})), arrears
    )

    assert not checked.clean
    assert checked.lines[-1] == (
        "欠费.csv 第 3 行 列“欠费金额(元)”(amount_owed): "
        "「欠费金额(元)」的值「若干」不是金额，请只填数字（单位见列名） / "
        "amount_owed: 若干 is not an amount; write digits only, in the unit of the column [AMOUNT-FORM]"
    )


def test_a_workbook_names_the_sheet(tmp_path: Path, arrears: Standard) -> None:
    path = tmp_path / "欠费.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("八月")
        for number, row in enumerate([("附表",), tuple(DEBT), tuple((DEBT | {"用户类别": "公司"}).values())]):
            sheet.write_row(number, 0, row)

    checked = check_file(path, arrears)

    assert (
        "  工作表 / sheet 八月，表头在第 2 行 / header in row 2，认出 5 列 / 5 columns known" in checked.lines
    )
    assert checked.lines[-1].startswith("欠费.xlsx 工作表 八月 第 3 行 列“用户类别”(customer_category): ")
    assert checked.lines[-1].endswith("[CODE-LIST]")


def test_renamed_and_unknown_columns_are_shown(tmp_path: Path, arrears: Standard) -> None:
    titles = ("户号", "户名", "用户性质", "账期", "欠费余额", "抄表员")
    row = dict(zip(titles, (*DEBT.values(), "张三"), strict=True))

    checked = check_file(put(tmp_path, table(row, titles=titles)), arrears)

    said = "\n".join(checked.lines)
    assert checked.clean
    assert "“户号” → 用户编号 (account_no)" in said
    assert "unknown columns, kept as read: “抄表员”" in said
    assert "columns not in the file: 统一社会信用代码、身份证号、应缴日期、催缴次数" in said


def test_a_stopped_file_is_not_clean_and_says_why(tmp_path: Path, arrears: Standard) -> None:
    checked = check_file(put(tmp_path, ""), arrears)

    assert not checked.clean
    stop = "欠费.csv: 整件停止 / file stopped: 文件是空的，没有任何内容 / the file is empty [FILE-EMPTY]"
    assert checked.lines[-1] == stop


def test_what_is_repaired_or_noted_may_be_sent(tmp_path: Path) -> None:
    titles = ("纳税人识别号", "纳税人名称", "评价年度")
    row = dict(zip(titles, ("９１２１１１０２ma0t00054b", "盘锦甲公司", "2025"), strict=True))

    checked = check_file(put(tmp_path, table(row, titles=titles)), STANDARDS["a_grade_taxpayers"])

    assert checked.clean
    assert [line.rpartition("[")[2] for line in checked.lines[-2:]] == ["FIX-WIDTH]", "FIX-CASE]"]


def test_findings_over_the_limit_are_counted(tmp_path: Path, arrears: Standard) -> None:
    rows = [DEBT | {"用户编号": f"{n:05d}", "欠费金额(元)": "若干"} for n in range(FINDINGS_SHOWN + 30)]

    checked = check_file(put(tmp_path, table(*rows)), arrears)

    assert sum(line.endswith("[AMOUNT-FORM]") for line in checked.lines) == FINDINGS_SHOWN
    assert checked.lines[-1] == "另有 30 条未列出 / 30 more not shown: AMOUNT-FORM 30"


def test_a_cell_cannot_command_the_terminal(tmp_path: Path, arrears: Standard) -> None:
    hostile = DEBT | {"欠费金额(元)": "\x1b[2J\u202e[/red]"}

    checked = check_file(put(tmp_path, table(hostile)), arrears)

    assert "␛[2J\\u202e[/red]" in checked.lines[-1]
    assert not any(character in line for line in checked.lines for character in "\x1b\u202e\n")


def test_nothing_is_kept(tmp_path: Path, arrears: Standard, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered, scratch = tmp_path / "delivered", tmp_path / "scratch"
    delivered.mkdir()
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)  # forget the folder chosen before
    monkeypatch.setenv("SIKU_DATA", str(tmp_path / "data"))
    path = put(delivered, table(DEBT))

    check_file(path, arrears)

    assert list(scratch.iterdir()) == []
    assert list(delivered.iterdir()) == [path]
    assert not (tmp_path / "data").exists()


ALONE = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("the network was asked for")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
from pathlib import Path
from ingest.catalogue import load_catalogue
from ingest.checking import check_file
assert check_file(Path(sys.argv[1]), load_catalogue().standards["utility_arrears"]).clean
heavy = {"dagster", "dbt", "dagster_dbt", "duckdb"} & set(sys.modules)
assert not heavy, heavy
"""


def test_it_needs_no_network_no_dagster_no_dbt(tmp_path: Path) -> None:
    path = put(tmp_path, table(DEBT))

    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(path)], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("amount", "code"), [("12.5", 0), ("[/red]", 1)])
def test_the_command_prints_cells_as_they_stand(tmp_path: Path, amount: str, code: int) -> None:
    path = put(tmp_path, table(DEBT | {"欠费金额(元)": amount}))
    command = [Path(sys.executable).with_name("siku"), "check", path, "--standard", "utility_arrears"]
    environment = os.environ | {"SIKU_DATA": str(tmp_path / "data")}

    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)

    assert done.returncode == code, done.stdout + done.stderr
    assert ("[/red] is not an amount" in done.stdout) == (code == 1)
    assert not (tmp_path / "data").exists()


def test_a_message_names_the_path_and_the_record(tmp_path: Path, arrears: Standard) -> None:
    message = {"data": [DEBT, DEBT | {"用户编号": "00262", "欠费金额(元)": "若干"}]}
    checked = check_file(put(tmp_path, json.dumps(message, ensure_ascii=False), "欠费.json"), arrears)

    said = "\n".join(checked.lines)
    assert "json，编码 / encoding utf-8" in said
    assert "记录在 / records at $.data，认出 5 列" in said
    assert checked.lines[-1].startswith("欠费.json $.data 第 2 条 列“欠费金额(元)”(amount_owed): ")


def test_the_workbook_is_the_one_the_city_would_write(tmp_path: Path, arrears: Standard) -> None:
    loop = Loop(tmp_path, CATALOGUE.feeds["water_arrears"])
    content = table(DEBT, DEBT | {"用户名称": "=1+1", "欠费金额(元)": "若干"})
    checked = check_file(put(tmp_path, content), arrears, tmp_path / "自查.xlsx")

    mine, citys = read(tmp_path / "自查.xlsx"), read(loop.returned(loop.send(content)))
    assert [row[:-1] for row in mine] == [row[:-1] for row in citys]
    assert str(mine[1][-1]).startswith("check:")
    assert checked.lines[-1].endswith("自查.xlsx")


def test_a_workbook_of_the_check_is_not_taken_for_a_delivery(tmp_path: Path, arrears: Standard) -> None:
    check_file(put(tmp_path, table(DEBT | {"欠费金额(元)": "若干"})), arrears, tmp_path / "自查.xlsx")
    sent = Loop(tmp_path, CATALOGUE.feeds["water_arrears"]).send(tmp_path / "自查.xlsx")

    assert sent.stop is not None
    assert sent.stop.rule_id == "FILE-RETURN-FEED"
    assert "改正原文件" in sent.stop.message_zh


def test_a_right_file_gets_no_workbook(tmp_path: Path, arrears: Standard) -> None:
    check_file(put(tmp_path, table(DEBT)), arrears, tmp_path / "自查.xlsx")

    assert not (tmp_path / "自查.xlsx").exists()
