"""The delivered files of the golden cases: texts as they lie in ``files/``, workbooks from a few lines."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import xlsxwriter
import xlwt

from tests.integration.deliveries import TITLES, as_csv, as_xlsx, grid, penalties, penalty
from tests.unit.quality import oracle

FILES = Path(__file__).parent / "files"
USED = {name: title for name, title in TITLES.items() if name in penalty()}
ORGANISATIONS = [oracle.make_uscc("91", "211102", f"MA{n:06d}")[8:17] for n in (3, 4)]
REGISTRATIONS = ["211100000000013", "211100004000012"]
DAY = dt.datetime(2013, 5, 3)  # noqa: DTZ001 - a cell has no time zone


def text(name: str, encoding: str = "utf-8") -> bytes:
    """A stored text in the encoding the department used."""
    return (FILES / name).read_text(encoding="utf-8").encode(encoding)


def ole(cells: list[list[str]]) -> bytes:
    """An XLS that begins at A1."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("行政处罚")
    for number, row in enumerate(cells):
        for at, cell in enumerate(row):
            sheet.write(number, at, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def template(left: int, last_column: int) -> bytes:
    """A filled template: merged note, header, sample row, rows, footer, validation to the last row."""
    sample = penalty(
        party_name="测试企业", party_uscc="ARBG48543289076GFE", case_name="某某处罚决定书",
        penalty_types="盘锦市市场监督管理局", authority="罚款",
    )  # fmt: skip
    titles = USED | {"case_name": TITLES["case_name"]}
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("行政许可模板")  # the penalties' file, with a sheet named after permits
        sheet.merge_range(0, left, 0, last_column, "注意:请严格按照示例填写，一行一案。")
        for number, row in enumerate(grid([sample, *penalties(1, 2)], titles), 1):
            sheet.write_row(number, left, row)
        sheet.write(5, left, "表格说明：罚款金额以万元为单位。")
        sheet.data_validation(2, left, 1_048_575, left, {"validate": "list", "source": ["甲", "乙"]})
    return target.getvalue()


def inspection_form() -> bytes:
    """A form, not a table: boxes to tick in merged cells."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("检查记录")
        sheet.merge_range("A1:F1", "双随机抽查检查记录表")
        sheet.merge_range("A2:F2", "被检查对象：盘锦晟一商贸有限公司    检查日期：2019年3月1日")
        for row, item in enumerate(("证照是否悬挂", "地址是否相符"), 2):
            sheet.merge_range(row, 0, row, 3, item)
            sheet.write(row, 4, "□是 □否")
    return target.getvalue()


def typed_cells() -> bytes:
    """A number as document number, one typed as text with zeros, a date cell, a serial without a format."""
    rows = penalties(1, 2, 3)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("行政处罚")
        for number, cells in enumerate(grid(rows, USED)):
            sheet.write_row(number, 0, cells)
        number_at, day_at = (list(USED).index(name) for name in ("document_no", "decided_on"))
        sheet.write_number(1, number_at, 201312142)
        sheet.write_string(2, number_at, "00261")
        sheet.write_number(1, day_at, 41397, book.add_format({"num_format": "m/d/yy"}))
        sheet.write_datetime(2, day_at, DAY, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        sheet.write_number(3, day_at, 41397)
    return target.getvalue()


def days(*decided: str) -> bytes:
    """One penalty for each written form of its day."""
    return as_csv([penalty(document_no=f"{n}号", decided_on=day) for n, day in enumerate(decided, 1)], USED)


def until(*days: str) -> bytes:
    """One penalty for each written end."""
    rows = [penalty(document_no=f"{n}号", valid_until=day) for n, day in enumerate(days, 1)]
    return as_csv(rows, USED | {"valid_until": TITLES["valid_until"]})


def bare_codes(second: list[str], third: list[str]) -> bytes:
    """The double-disclosure template with bare titles 代码_2 and 代码_3."""
    rows = [row | {"b": b, "c": c} for row, b, c in zip(penalties(1, 2), second, third, strict=True)]
    return as_csv(rows, USED | {"b": "行政相对人代码_2", "c": "行政相对人代码＿3"})


def fines(title: str, *amounts: str) -> bytes:
    """Penalties whose fine stands under this title."""
    rows = [penalty(document_no=f"{n}号", fine=amount) for n, amount in enumerate(amounts, 1)]
    return as_csv(rows, USED | {"fine": title})


def four_facts() -> bytes:
    """One cell with four facts, one of them an identity number with a mask."""
    title = "法定代表人姓名、性别、证件名称及号码"
    row = penalty(head="张某,男,身份证,211103********0024", legal_rep_id="211103********0024")
    return as_csv([row], USED | {"legal_rep_id": TITLES["legal_rep_id"], "head": title})


def two_departments() -> bytes:
    """One document number from two authorities, then a second version of the first."""
    other = {"authority": "盘锦市交通运输局", "authority_uscc": oracle.make_uscc("11", "211100", "MB000009")}
    return as_csv([penalty(), penalty(**other), penalty(content="罚款6000元")], USED)


DOCUMENT_NO = ("文号", "文,号", "字轨", " 文书\u3000字轨 ")
CODE_1 = (
    "行政相对人代码-1（统一社会信用代码）",
    "行政相对人代码_1(统一社会信用代码）",
    "行政相对人代码＿1(统一社会信用代码)",
)
BALANCE = ("欠费余额（元）", "欠费余额(元)", "欠费余额", "欠费金额 （元）")
DAYS = (
    "2019-03-01", "2019-03-01 10:20:30.5", "2019/3/1", "20190301", "2019年3月1日", "41397",
    "2019-13-45", "1899-12-30", "1899/12/30", "50-3-1", "2099-12-31", "",
)  # fmt: skip


def spelt(name: str, title: str) -> bytes:
    """One penalty, one of whose titles is written another way."""
    return as_csv(penalties(1), USED | {name: title})


def balance(title: str) -> bytes:
    """Arrears whose balance stands under this title."""
    return text("arrears.csv").replace("欠费金额(元)".encode(), title.encode())


BUILD: dict[str, Callable[[], bytes]] = {
    "ooxml_named_xls": lambda: as_xlsx(grid(penalties(1, 2), USED)),
    "ole_named_xlsx": lambda: ole(grid(penalties(1, 2), USED)),
    "soap_message": lambda: text("soap_message.xml"),
    "soap_message_gb2312": lambda: text("soap_message.xml", "gb18030").replace(b"UTF-8", b"GB2312", 1),
    "json_lines": lambda: text("json_lines.jsonl"),
    "rare_name_gb18030": lambda: text("rare_name.csv", "gb18030"),
    "rare_name_bom": lambda: text("rare_name.csv", "utf-8-sig"),
    "broken_bytes": lambda: text("rare_name.csv", "gb18030").replace("㼆".encode("gb18030"), b"\xff\xff"),
    "template_a1": lambda: template(0, 16_383),
    "template_b2": lambda: template(1, 16_383),
    "title_row_and_unnamed": lambda: text("register.csv", "gb18030"),
    "inspection_form": inspection_form,
    "two_kinds_of_code": lambda: text("spot_check.csv"),
    "several_values": lambda: as_csv(
        [
            penalty(document_no="1号", penalty_types="罚款,警告"),
            penalty(document_no="2号", penalty_types="其他-责令改正,限期拆除"),
            penalty(document_no="3号", penalty_types="罚款,罚金"),
        ],
        USED,
    ),
    "four_facts_in_a_cell": four_facts,
    **{f"document_no_{n}": partial(spelt, "document_no", title) for n, title in enumerate(DOCUMENT_NO, 1)},
    **{f"code_1_{n}": partial(spelt, "party_uscc", title) for n, title in enumerate(CODE_1, 1)},
    **{f"balance_{n}": partial(balance, title) for n, title in enumerate(BALANCE, 1)},
    "typed_cells": typed_cells,
    "days": lambda: days(*DAYS),
    "ends": lambda: until("2099-12-31", "2050-12-31", "9999-09-09", "", "1950-03-01", "2019-13-45"),
    "amounts_in_words": lambda: text("amounts.csv"),
    "shifted_columns": lambda: text("shifted.csv"),
    "fine_in_yuan_by_title": lambda: fines("罚款金额（元）", "5000", "10000.50"),
    "fine_in_yuan_by_range": lambda: fines("罚款金额", "5000", "60000", "20000"),
    "fine_in_wan_yuan_by_range": lambda: fines("罚款金额", "0.5", "0.02", "1"),
    "fine_of_either_unit": lambda: fines("罚款金额", "200", "300"),
    "template_of_2016": lambda: bare_codes(ORGANISATIONS, REGISTRATIONS),
    "template_of_2018": lambda: bare_codes(REGISTRATIONS, ORGANISATIONS),
    "template_unclear": lambda: bare_codes(["无", "不详"], ["", ""]),
    "two_departments": two_departments,
    "no_code_at_all": lambda: as_csv([penalty(party_uscc="")], USED),
    "odd_names": lambda: text("odd_names.json"),
}  # fmt: skip
