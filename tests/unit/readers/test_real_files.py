"""Files that nobody here wrote: templates, a spot-check list in two containers, tax lists, registers."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import pytest

from ingest.readers import Column, Layout, read_file
from tests.unit.readers.helpers import found, only_table, records, stopped

SPOT_CHECK = Layout(
    (
        Column("name", ("企业名称",), required=True),
        Column("code", ("统一社会信用代码/注册号", "注册号/统一社会信用代码"), required=True),
        Column("registrar", ("登记机关", "RegOrgName"), required=True),
        Column("authority", ("管辖单位",), required=True),
    )
)
# what stands in the made-up example rows of the templates (SOURCE.md, 2)
SAMPLES = (("ARBG48543289076GFE",), ("3300123321456654", "测试企业"))
HEADER_ROWS = {
    "zhejiang_good_record_import.xlsx": (2, [3]),
    "zhejiang_judicial_freeze_import.xlsx": (2, []),
    "zhejiang_other_licence_import.xlsx": (2, []),
    "zhejiang_other_punish_import.xls": (2, []),
    "zhejiang_xzcf_template.xls": (2, [3]),
    "zhejiang_xzxk_template.xls": (2, [3]),
    "法人信用审查名单.xlsx": (1, []),
    "行政权力目录模板.xlsx": (1, []),
}


def layout_of_row(path: Path, row: int) -> Layout:
    """Make a layout of the texts that stand in a row of the first sheet, read by the bare library."""
    sheet = fastexcel.read_excel(path.read_bytes()).load_sheet(
        0, header_row=None, skip_rows=0, dtypes="string"
    )
    titles = [cell for cell in sheet.to_polars().row(row - 1) if cell]
    columns = tuple(Column(f"column_{at}", (title,), required=True) for at, title in enumerate(titles))
    return Layout(columns, sample_rows=SAMPLES)


@pytest.mark.parametrize("name", HEADER_ROWS)
def test_templates_are_headers_without_rows_or_with_a_sample(real_data: Path, name: str) -> None:
    path = real_data / "templates" / name
    header_row, samples = HEADER_ROWS[name]
    reading = read_file(path, layout_of_row(path, header_row))
    (table,) = reading.tables
    assert table.header_row == header_row
    assert list(records(table)) == samples
    assert found(table) == [(row, "ROW-SAMPLE") for row in samples]
    assert [finding.rule_id for finding in reading.findings] == ([] if samples else ["FILE-HEADER-ONLY"])


def test_monthly_report_with_a_header_of_two_lines(real_data: Path) -> None:
    titles = ("单位名称", "行政许可产生数量", "行政处罚产生数量", "行政处罚市级网站公示数量")
    layout = Layout(tuple(Column(f"column_{at}", (title,), required=True) for at, title in enumerate(titles)))
    table = only_table(real_data / "templates" / "suzhou_双公示月报表统计模板.xls", layout)
    assert table.header_row == 5
    assert records(table) == {}
    assert [row.reason for chunk in table.chunks() for row in chunk.skipped] == ["total"]


def test_every_template_is_covered(real_data: Path) -> None:
    templates = {path.name for path in (real_data / "templates").glob("*.xls*")}
    assert templates == {*HEADER_ROWS, "suzhou_双公示月报表统计模板.xls"}


def test_one_list_in_two_containers_gives_the_same_rows(real_data: Path) -> None:
    folder = real_data / "zhejiang_spotcheck"
    xml = only_table(folder / "check01_spreadsheetml_named_xlsx.xlsx", SPOT_CHECK)
    xlsx = only_table(folder / "check01_true_xlsx.xlsx", SPOT_CHECK)
    assert xml.mapping["RegOrgName"] == "registrar"
    assert len(records(xml)) == 478
    assert records(xml) == records(xlsx)
    assert records(xml) == records(only_table(folder / "hangzhou_478.csv", SPOT_CHECK))


TAX = (
    Column("taxpayer_no", ("纳税人识别号",), required=True),
    Column("name", ("纳税人名称",), required=True),
    Column("rating_year", ("评价年度",), required=True),
    Column("grade", ("信用级别",)),
    Column("rated_by", ("税务机关",)),
)


def test_tax_list_whose_header_does_not_line_up(real_data: Path) -> None:
    path = real_data / "tax_A_class_2018" / "heilongjiang_gbk.csv"
    problem = stopped(path, Layout(TAX))
    assert (problem.rule_id, problem.row) == ("FILE-ALIGNMENT", 1)
    assert r"编号\t纳税人识别号" in problem.detail_zh
    assert "6 个列名" in problem.detail_zh
    assert "5 个字段" in problem.detail_zh
    order = ("_", "taxpayer_no", "name", "rating_year", "rated_by")
    table = only_table(path, Layout(TAX, declared_order=order))
    rows = records(table)
    assert len(rows) == 5230
    assert rows[2][:4] == ("91230800MA18XN8J5K", "佳木斯凯华凯立汽车销售服务有限公司", "2018", None)
    assert found(table) == []


def test_register_is_read_whole(real_data: Path) -> None:
    layout = Layout(
        (Column("name", ("企业名称",), required=True), Column("uscc", ("统一社会信用代码",), required=True))
    )
    table = only_table(real_data / "register_liaoning" / "panjin_enterprises_1978_2001.csv", layout)
    assert len(records(table)) == 848
    assert found(table) == []
