"""A refresh asks for a model's grain when it makes the model (macros/grain.sql), not in a test of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.integration.warehouse import run_dbt

# a table and a view; what each is made of, and the columns that are its grain
MADE_OF = {
    "indicator_leads": ("indicator_lines", "indicator_id"),
    "legal_person_enterprises": ("subjects", "subject_id"),
}


def test_a_row_too_many_fails_the_model_and_is_named(counted_city: Path, tmp_path: Path):
    shutil.copy(counted_city / "warehouse.duckdb", tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        for source, _ in MADE_OF.values():
            warehouse.execute(f"insert into {source} select * from {source}")  # noqa: S608 - names of ours
    with pytest.raises(AssertionError) as failed:
        run_dbt(tmp_path, tmp_path / "target", "run", "--select", *MADE_OF)
    for model, (_, grain) in MADE_OF.items():
        said = rf"grain_of_{model}: \d+ 个键有多行 / keys with several rows \({grain}\)"
        assert re.search(said, str(failed.value))
