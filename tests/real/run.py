"""``make real``: the same job on data nobody here wrote, and what happened, in plain words.

The data root is ``SIKU_DATA`` if given, else ``data-real`` in the project folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ingest.manifest import LANDED_STATES, Manifest
from orchestration import words
from tests.real.drops import DROPS, PROJECT, REAL, TEMPLATES, fill_inbox, refresh
from tests.real.outcome import Outcome


def files(outcome: Outcome) -> Iterator[str]:
    """One line for each file: state, rows by state, how it was read; the message where it was stopped."""
    for feed in DROPS:
        manifest = outcome.manifests.get(feed)
        if manifest is None:
            yield f"{feed}: 没有批次 / no batch"
            continue
        yield _file(feed, manifest)
        if manifest.stop:
            yield f"    {manifest.stop.rule_id} {manifest.stop.message_zh}"
            yield f"    {manifest.stop.message_en}"
        rules = ", ".join(f"{rule} {count}" for rule, count in sorted(outcome.rules(feed).items()))
        if rules and not manifest.stop:
            yield f"    {rules}"


def _file(feed: str, manifest: Manifest) -> str:
    counts = [(state, getattr(manifest, state)) for state in LANDED_STATES]
    rows = ", ".join(f"{words.ROW_STATES[state]} {state} {count}" for state, count in counts if count)
    how = " ".join(part for part in (manifest.container, manifest.encoding) if part)
    return (
        f"{feed} ← {Path(manifest.source_uri).name}: {manifest.state}, "
        f"{manifest.rows_read} 行 / rows{f' ({rows})' if rows else ''}{f' [{how}]' if how else ''}"
    )


def facts(outcome: Outcome) -> Iterator[str]:
    """What the files have to show, one line each."""
    libraries = outcome.query(
        "select feed_id, library, count(*), count(*) filter (where substr(uscc, 3, 6) = '211121')"
        " from subjects where uscc is not null group by all order by all"
    )
    for feed, library, subjects, abolished in libraries:
        more = (
            f",其中 211121 大洼县(2016 年撤销)/ of these in abolished 211121: {abolished}"
            if abolished
            else ""
        )
        yield f"{feed}: {subjects} 个主体入 {library} 库 / subjects in library {library}{more}"
    rules = outcome.rules("real_tax_declared")
    held = rules["USCC-CHECK"] + rules["USCC-REGISTRAR"]
    yield f"A 级纳税人 / A-grade taxpayers: 15 位旧税号 / legacy numbers kept {rules['TAX-LEGACY']}"
    yield f"    18 位错码存疑 / wrong 18-character codes questioned {held}"
    yield f"    其他长度存疑 / other lengths questioned {rules['TAX-LENGTH']}"
    versions, copies = rules["ROW-VERSIONS"], rules["ROW-DUPLICATE"]
    yield f"    重复号码 / repeated {versions + copies}: ROW-VERSIONS {versions}, ROW-DUPLICATE {copies}"
    xml = outcome.manifests["real_spot_check_xml"]
    yield f"名为 .xlsx 的 XML / XML under an .xlsx name: {xml.container}, {xml.rows_read} 行 / rows"
    for feed in TEMPLATES:
        manifest = outcome.manifests[feed]
        headers = ", ".join(str(sheet.header_row) for sheet in manifest.sheets) or "-"
        rows = manifest.rows_read and f"{manifest.rows_read} 行 / rows, 存疑 / questioned {manifest.question}"
        yield f"{feed}: 表头第 {headers} 行 / header row; {rows or '无数据行 / no data rows'}"


def main() -> int:
    """Fill the inbox, refresh, print; returns the exit code of the refresh."""
    if not REAL.is_dir():
        print(f"没有真实数据,无事可做 / no real data beside this project, nothing to do: {REAL}")
        return 0
    root = Path(os.environ.get("SIKU_DATA") or PROJECT / "data-real").absolute()
    print(f"数据根目录 / data root: {root}", flush=True)
    fill_inbox(REAL, root)
    if code := refresh(root, show=True).returncode:
        return code
    outcome = Outcome(root)
    print("== 文件 / files", *files(outcome), "", "== 事实 / facts", *facts(outcome), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
