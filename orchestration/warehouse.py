"""dbt as Dagster assets: one invocation for a whole run, none when nothing is new."""

import contextlib
import io
import json
import re
import sys
from collections.abc import Collection, Iterable, Iterator
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


GRAIN = "grain_of_"
# Unit tests judge the SQL, not the data: they belong to the test suite, not to every run. Each model asks its
# own grain: a node costs more than the question.
BUILD = ("build", "--exclude-resource-type", "unit_test", "--exclude", f"{GRAIN}*")


def with_grains(events: Iterable[Any], checks: Collection[dg.AssetCheckKey]) -> Iterator[Any]:
    """Pass events on, and say of each table and view what became of its grain.

    dbt asks for it when it has made the relation (``macros/grain.sql``): what was made has its grain; one
    that has not failed, and dbt's words name its test.
    """
    grains = {key.name: key for key in checks if key.name.startswith(GRAIN)}
    of_output = {key.asset_key.to_python_identifier(): key for key in grains.values()}
    try:
        for event in events:
            yield event
            if isinstance(event, dg.Output) and (key := of_output.get(event.output_name)):
                yield dg.AssetCheckResult(passed=True, asset_key=key.asset_key, check_name=key.name)
    except Exception as error:
        for name in sorted(set(re.findall(rf"{GRAIN}\w+", str(error))) & set(grains)):
            yield dg.AssetCheckResult(passed=False, asset_key=grains[name].asset_key, check_name=name)
        raise


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
        with owner_only():
            # the manifest is the one this was made from, and the results are Dagster's
            running = dbt.cli(["--no-write-json", *BUILD], context=context)
        with contextlib.redirect_stdout(WorthReading(sys.stdout)):
            events = with_figures(running.stream(), outputs, siku.root)
            yield from with_grains(events, context.selected_asset_check_keys)

    return warehouse
