"""Columns as a whole: long, repetitive, with gaps; the same judgement however the rows are cut."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.checked import SAMPLE, Checked, is_repetitive, on_distinct
from quality.text import check_text, mask_personal
from quality.values import check_column
from tests.unit.quality import oracle

CELLS = {
    "uscc": [
        "91211102MA0T00054B",
        "91211102ma0t00054b",
        "91211102MA0T00054C",
        "91999999MA0T000548",
        "无",
        " ",
        None,
    ],
    "date": ["2019-07-01", "2019/7/1", "2019-13-45", "不详", "2026-12-01", "", None],
    "amount": ["12.5", "1,000", "0.2万元", "若干", "-5", None],
    "text": ["盘锦", " 盘锦　", "盘\x07锦", "盘" * 30, "", None],
    "person_id": ["211103199912310024", "110105491231002", "211103********0024", None],
    "tax_no": ["91211102MA0T00054B", "230103D2143569X", "2301036000", None],
}


def column(kind: str) -> SimpleNamespace:
    return SimpleNamespace(
        type=kind, max_length=20, codes={}, other_prefix=None, separator=None, unit="yuan", open_end=False,
        not_after_receipt=True,
    )  # fmt: skip


def judge(kind: str, values: pl.Series) -> pl.DataFrame:
    checked = check_column(column(kind), values, received_on=date(2026, 10, 31), serials=False)
    return frame(checked)


def frame(checked: Checked) -> pl.DataFrame:
    return pl.DataFrame(
        {"v": checked.values, "r": checked.rule, "f": checked.repaired, "n": checked.notes},
        schema_overrides=dict.fromkeys("vrfn", pl.String),
    )


@pytest.mark.parametrize("kind", list(CELLS))
def test_a_long_column_is_judged_cell_by_cell(kind: str) -> None:
    chance = random.Random(7)
    cells = [chance.choice(CELLS[kind]) for _ in range(3 * SAMPLE)]
    values = pl.Series(cells, dtype=pl.String)
    assert is_repetitive(values)
    alone = {cell: judge(kind, pl.Series([cell], dtype=pl.String)).row(0) for cell in CELLS[kind]}
    assert judge(kind, values).rows() == [alone[cell] for cell in cells]


@pytest.mark.parametrize("kind", list(CELLS))
def test_slices_of_a_column_are_judged_like_the_column(kind: str) -> None:
    values = pl.Series(CELLS[kind] * 5, dtype=pl.String)
    whole = judge(kind, values)
    for start in (0, 1, 4):
        assert judge(kind, values.slice(start, 9)).equals(whole.slice(start, 9))
        cut = pl.concat([values[:start], values[start:]], rechunk=False)
        assert judge(kind, cut).equals(whole)


def test_distinct_codes_beyond_the_sample_are_judged_one_by_one() -> None:
    codes = [oracle.make_uscc("91", "211102", f"MA{n:06d}") for n in range(2 * SAMPLE)]
    codes[5] = codes[5].lower()
    codes[9] = codes[9][:-1] + ("0" if codes[9][-1] != "0" else "1")
    values = pl.Series(codes)
    assert not is_repetitive(values)
    checked = judge("uscc", values)
    assert checked["r"].drop_nulls().to_list() == ["USCC-CHECK"]
    assert checked["f"].drop_nulls().to_list() == ["FIX-CASE"]
    assert checked["v"][5] == codes[5].upper()


def test_on_distinct_keeps_nulls_apart_from_texts() -> None:
    values = pl.Series([None, "a"] * SAMPLE)

    def bad(texts: pl.Series) -> Checked:
        rule = pl.Series([None if t is None else "TEXT-LOST" for t in texts], dtype=pl.String)
        return Checked(texts, rule, rule.clear(len(texts)), rule.clear(len(texts)))

    assert on_distinct(values, bad).rule.to_list() == [None, "TEXT-LOST"] * SAMPLE


def test_a_type_without_a_check_is_an_error() -> None:
    with pytest.raises(KeyError):
        judge("colour", pl.Series(["red"]))


def test_a_code_longer_than_its_field_is_questioned() -> None:
    wide = SimpleNamespace(**{**vars(column("amount")), "max_length": 3})
    checked = check_column(wide, pl.Series(["1234", "12"]), received_on=date(2026, 1, 1), serials=False)
    assert checked.rule.to_list() == ["TEXT-LENGTH", None]


WEIRD = "盘锦 “、，a\x07\n\u200b\u3000\ufeff\ufffd\u00a0\u00ad\u0085\u2028é·０"


def slow_text(text: str, limit: int) -> tuple[str | None, str | None]:
    """The rules of text once more, one character at a time."""
    invisible = set("\u200b\ufeff\u00ad")
    blank = lambda c: c.isspace() or c in invisible  # noqa: E731
    inner = text
    while inner and blank(inner[0]):
        inner = inner[1:]
    while inner and blank(inner[-1]):
        inner = inner[:-1]
    inner = "".join(c for c in inner if c not in invisible)
    if not inner:
        return None, None
    if any(c in "\x07\x85" for c in inner):
        return text, "TEXT-CONTROL"
    if "\ufffd" in inner:
        return text, "TEXT-LOST"
    return (text, "TEXT-LENGTH") if len(inner) > limit else (inner, None)


@given(texts=st.lists(st.text(WEIRD, max_size=8), min_size=1, max_size=10))
@settings(max_examples=200, deadline=None)
def test_text_agrees_with_a_slow_reading(texts: list[str]) -> None:
    checked = check_text(pl.Series(texts, dtype=pl.String), 5)
    assert list(zip(checked.values, checked.rule, strict=True)) == [slow_text(text, 5) for text in texts]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("211103199912310024", "211103********0024"),
        ("身份证号21110219900101018x，电话13812345678", "身份证号211102********018x，电话138****5678"),
        ("13812345678,13912345678 13712345678", "138****5678,139****5678 137****5678"),
        ("110105491231002", "110105******002"),
        ("卡号6222021234567890123", "卡号6222********0123"),
        ("卡号6222 0212 3456 7890", "卡号6222********7890"),
        ("211103 19991231 0024", "211103********0024"),
        ("２１１１０３１９９９１２３１００２４", "２１１１０３********００２４"),
        ("电话１３８１２３４５６７８", "电话１３８****５６７８"),
        ("21110319991231002400", "211103********002400"),
        ("91211102MA0T00054B", "91211102MA0T00054B"),
        ("211100000001231", "211100000001231"),
        ("盘市监处〔2019〕00261号", "盘市监处〔2019〕00261号"),
    ],
)
def test_personal_numbers_are_masked_in_any_text(text: str, shown: str) -> None:
    assert mask_personal(pl.Series([text, None])).to_list() == [shown, None]
