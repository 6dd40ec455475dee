"""dbt as Dagster assets: one invocation for a whole run, none when nothing is new."""

import contextlib
import io
import json
import re
import sys
from collections.abc import Collection, Iterator
from typing import Any, TextIO

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from orchestration.figures import with_figures
from orchestration.generate import populations
from orchestration.private import owner_only
from orchestration.run import RunContext
from orchestration.translator import Translator


class WorthReading(io.TextIOBase):
    """Of dbt's many lines those a person waits for: how far it is, and what failed."""

    def __init__(self, screen: TextIO) -> None:
        """Pass lines on to the screen."""
        self._screen = screen

    def write(self, text: str) -> int:
        """Write the lines that are worth it, and every hundredth node."""
        for line in text.splitlines():
            if begun := re.match(r"(\d*00) of (\d+) START", line):
                self._screen.write(f"    {begun[1]} / {begun[2]}\n")
            elif re.search(r"full build|what is new|ERROR|FAIL|WARN |Error", line):
                self._screen.write(f"    {line}\n")
        return len(text)


def warehouse_assets(project: DbtProject, standards: Collection[str]) -> dg.AssetsDefinition:
    """All dbt models, seeds and tests as one multi-asset; a line's population carries the line's figure."""
    outputs = {
        dg.AssetKey(["populations", name]).to_python_identifier(): line
        for line, name in populations().items()
    }
    outputs[dg.AssetKey(["marts", "indicator_values"]).to_python_identifier()] = ""

    manifest = json.loads(project.manifest_path.read_text(encoding="utf-8"))
    translator = Translator(manifest, standards)

    @dbt_assets(manifest=manifest, project=project, dagster_dbt_translator=translator)
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, siku: dg.ResourceParam[RunContext]
    ) -> Iterator[Any]:
        if siku.nothing_new:
            context.log.info("没有新数据,数据仓库不重建 / nothing new: the warehouse is not rebuilt")
            return
        # Unit tests judge the SQL, not the data: they belong to the test suite, not to every run.
        # The manifest is the one this was made from, and the results are Dagster's.
        build = ["--no-write-json", "build", "--exclude-resource-type", "unit_test"]
        with owner_only():
            running = dbt.cli(build, context=context)
        with contextlib.redirect_stdout(WorthReading(sys.stdout)):
            yield from with_figures(running.stream(), outputs, siku.root)

    return warehouse
