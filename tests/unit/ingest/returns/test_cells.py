"""Formulas in values are made harmless in the workbook and come back exactly."""

from __future__ import annotations

import re
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ingest.returns.cells import CUT_MARK, LONGEST, cell_text, is_writable, neutralised, restored

DANGEROUS = st.text(st.sampled_from("'=+-@ \t\r\n＝＋－＠　1aA|!盘"), max_size=8)
TEXTS = DANGEROUS | st.text(max_size=30)


def back(texts: list[str]) -> list[str]:
    return pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)}).select(restored(pl.col("x")))["x"].to_list()


@given(st.lists(TEXTS, max_size=20))
def test_restoring_undoes_neutralising_exactly(texts: list[str]) -> None:
    assert back([neutralised(text) for text in texts]) == texts


@given(TEXTS)
def test_what_is_written_is_no_formula(text: str) -> None:
    assert not re.match(r"[ 　]*[=+\-@＝＋－＠\t\r\n]", neutralised(text))


@pytest.mark.parametrize("text", ["盘锦甲公司", "'引号", "00261", "", "1-2", "a=b", "''"])
def test_other_values_stay_as_they_are(text: str) -> None:
    assert neutralised(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-12", "'-12"),
        ("'=1", "''=1"),
        ("@x", "'@x"),
        ("\t=x", "'\t=x"),
        ("  +1", "'  +1"),
    ],
)
def test_formulas_get_an_apostrophe(text: str, written: str) -> None:
    assert neutralised(text) == written


def test_every_writable_text_survives_the_workbook(tmp_path: Path) -> None:
    """Through xlsxwriter and calamine: control characters, escapes of OOXML, blanks at the ends."""

    @given(st.lists(TEXTS.filter(lambda text: text.strip() and is_writable(text)), min_size=1, max_size=20))
    def survives(texts: list[str]) -> None:
        with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"constant_memory": True}) as book:
            page = book.add_worksheet()
            for at, text in enumerate(texts):
                page.write_string(at, 0, cell_text(text))
        data = (tmp_path / "x.xlsx").read_bytes()
        frame = fastexcel.read_excel(data).load_sheet(0, header_row=None, dtypes="string").to_polars()
        assert back(frame.to_series().to_list()) == texts

    survives()


@pytest.mark.parametrize("text", ["长" * (LONGEST + 1), "=" * LONGEST, "a\ufffeb", "_x005F_x000D_"])
def test_what_no_cell_can_hold_is_marked(text: str) -> None:
    written = cell_text(text)
    assert written.endswith(CUT_MARK)
    assert len(written.encode("utf-16-le")) // 2 <= LONGEST
