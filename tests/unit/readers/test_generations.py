"""Titles that change their meaning between templates: header and values tell, or the file stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue import HERE, load_catalogue
from ingest.judge import layout_of
from ingest.readers import read_file
from tests.integration.deliveries import TITLES, penalty
from tests.unit.quality import oracle
from tests.unit.readers.helpers import lines, put, records, stopped

CATALOGUE = load_catalogue([HERE])
LAYOUT = layout_of(CATALOGUE.standards["administrative_penalty"], CATALOGUE.feeds["panshan_penalties"])
NAMES = [column.name for column in LAYOUT.columns]
ORGANISATIONS = [oracle.make_uscc("91", "211102", f"MA{n:06d}")[8:17] for n in range(4)]
BLANK = [""] * 4


def registration_numbers() -> list[str]:
    """GB/T 17710 (ISO 7064 MOD 11,10) check digits, computed here."""
    numbers = []
    for body in ("21110000000001", "21110000400001", "21112200001234", "21000000000001"):
        product = 10
        for digit in body:
            product = (product + int(digit)) % 10 or 10
            product = product * 2 % 11
        numbers.append(body + str((11 - product) % 10))
    return numbers


NUMBERS = registration_numbers()


def delivery(columns: dict[str, list[str]], drop: tuple[str, ...] = ("fine",)) -> str:
    """Four right penalties with further columns by their title."""
    own = [name for name in penalty() if name not in drop]
    rows = [
        penalty(document_no=f"盘市监罚〔2024〕{n}号", facts="未按规定", content="罚款").values()
        for n in range(4)
    ]
    header = (*(TITLES[name] for name in own), *columns)
    body = [
        (*(value for name, value in zip(penalty(), row, strict=True) if name not in drop),
         *(values[at] for values in columns.values()))
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return lines(header, *body)


def read(path: Path, *names: str) -> list[tuple[str | None, ...]]:
    (table,) = read_file(path, LAYOUT).tables
    return [tuple(row[NAMES.index(name)] for name in names) for row in records(table).values()]


def rules(path: Path) -> list[str]:
    return [
        finding.rule_id
        for finding in read_file(path, LAYOUT).findings
        if finding.rule_id != "FILE-EXTRA-COLUMN"
    ]


@pytest.mark.parametrize(
    ("second", "third", "own"),
    [
        (ORGANISATIONS, NUMBERS, {}),
        (NUMBERS, ORGANISATIONS, {}),
        (ORGANISATIONS, NUMBERS, {"地方编码": ["211100"] * 4}),
        (NUMBERS, ORGANISATIONS, {"数据来源单位": ["盘山县"] * 4}),
        ([*ORGANISATIONS[:3], "不详"], BLANK, {}),
    ],
    ids=["2016 by values", "2018 by values", "2016 by both", "2018 by both", "one wrong value"],
)
def test_the_swapped_codes_are_told_by_their_check_digits(
    tmp_path: Path, second: list[str], third: list[str], own: dict[str, list[str]]
) -> None:
    columns = {"行政相对人代码_2": second, "行政相对人代码＿3": third} | own
    path = put(tmp_path, delivery(columns))
    organisations, numbers = (second, third) if second[0] == ORGANISATIONS[0] else (third, second)
    expected = [(o or None, n or None) for o, n in zip(organisations, numbers, strict=True)]
    assert read(path, "party_org_code", "party_registration_no") == expected
    assert rules(path) == ["FILE-TEMPLATE"]


def test_the_message_shows_the_evidence(tmp_path: Path) -> None:
    path = put(tmp_path, delivery({"行政相对人代码_2": ORGANISATIONS, "行政相对人代码_3": NUMBERS}))
    (said,) = [f for f in read_file(path, LAYOUT).findings if f.rule_id == "FILE-TEMPLATE"]
    assert said.detail_zh.startswith("按2016版模板")
    assert "“行政相对人代码_2”读作行政相对人代码_3(组织机构代码)：4 个值中 4 个相符" in said.detail_zh
    assert "“行政相对人代码_2”读作行政相对人代码_2(工商注册号)：4 个值中 0 个相符" in said.detail_zh
    assert "“行政相对人代码_3” as 行政相对人代码_2(工商注册号): 4 of 4 values fit" in said.detail_en


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"行政相对人代码_2": ["无", "不详", "1", "2"]}, "4 个值中 0 个相符"),
        ({"行政相对人代码_2": ORGANISATIONS, "行政相对人代码_3": ORGANISATIONS}, "4 个值中 4 个相符"),
        ({"行政相对人代码_2": NUMBERS, "地方编码": ["211100"] * 4}, "特有列名：“地方编码”"),
        ({"罚款金额": ["200", "300", "400", "500"]}, "读作罚款金额(万元)，单位元：4 个值中 4 个相符"),
    ],
    ids=[
        "values tell nothing",
        "values contradict each other",
        "header against values",
        "either unit is usual",
    ],
)
def test_what_is_not_clear_stops_and_shows_the_evidence(
    tmp_path: Path, columns: dict[str, list[str]], shown: str
) -> None:
    problem = stopped(put(tmp_path, delivery(columns)), LAYOUT)
    assert (problem.rule_id, problem.row) == ("FILE-TEMPLATE-UNCLEAR", 1)
    assert shown in problem.detail_zh
    assert "2016" in problem.detail_en
    assert "2018" in problem.detail_en


def test_full_titles_that_the_values_contradict_stop(tmp_path: Path) -> None:
    swapped = {"行政相对人代码_2(工商注册号)": ORGANISATIONS, "行政相对人代码_3(组织机构代码)": NUMBERS}
    problem = stopped(put(tmp_path, delivery(swapped)), LAYOUT)
    assert problem.rule_id == "FILE-TEMPLATE-UNCLEAR"
    assert "8 个值中没有一个符合" in problem.detail_zh
    assert "互换后 8 个相符" in problem.detail_zh


@pytest.mark.parametrize(
    ("second", "third"),
    [
        ("行政相对人代码_2(组织机构代码)", "行政相对人代码_3(工商登记码)"),
        ("行政相对人代码-2（组织机构代码）", "行政相对人代码＿3(工商登记码）"),
    ],
)
def test_full_titles_of_either_template_need_no_evidence(tmp_path: Path, second: str, third: str) -> None:
    path = put(tmp_path, delivery({second: ORGANISATIONS, third: NUMBERS}))
    assert read(path, "party_org_code", "party_registration_no") == list(
        zip(ORGANISATIONS, NUMBERS, strict=True)
    )
    assert rules(path) == []


def test_blank_disputed_columns_stay_as_they_are(tmp_path: Path) -> None:
    path = put(tmp_path, delivery({"行政相对人代码_2": BLANK, "行政相对人代码_3": BLANK}))
    assert rules(path) == []
    assert read(path, "party_org_code") == [(None,)] * 4


@pytest.mark.parametrize(
    ("title", "values", "expected"),
    [
        ("罚款金额(万元)", ["0.5", "1", "2.25", "10"], ["0.5", "1", "2.25", "10"]),
        ("罚款金额（元）", ["5000", "10000.5", "22500元", "10"], ["5000元", "10000.5元", "22500元", "10元"]),
        ("罚款金额", ["0.5", "0.02", "2.25", "0.1"], ["0.5万元", "0.02万元", "2.25万元", "0.1万元"]),
        ("罚款金额", ["5000", "60000", "22500", "1000"], ["5000元", "60000元", "22500元", "1000元"]),
    ],
    ids=["its own", "named in the title", "told by the range: 万元", "told by the range: 元"],
)
def test_the_unit_is_named_by_the_title_or_told_by_the_range(
    tmp_path: Path, title: str, values: list[str], expected: list[str]
) -> None:
    path = put(tmp_path, delivery({title: values}))
    assert [fine for (fine,) in read(path, "fine")] == expected


def test_what_the_feed_says_is_not_questioned(tmp_path: Path) -> None:
    feed = CATALOGUE.feeds["panshan_penalties"]
    told = feed.layout.model_copy(update={"synonyms": {"party_org_code": ["行政相对人代码_2"]}})
    layout = layout_of(
        CATALOGUE.standards["administrative_penalty"], feed.model_copy(update={"layout": told})
    )
    path = put(tmp_path, delivery({"行政相对人代码_2": ["无", "不详", "1", "2"]}))
    (table,) = read_file(path, layout).tables
    assert table.mapping["行政相对人代码_2"] == "party_org_code"
