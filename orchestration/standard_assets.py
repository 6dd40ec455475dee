"""Landed rows as assets, one for each standard: counted, checked, with what the rules found in them."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg
import pyarrow.parquet as pq

from ingest.catalogue import Catalogue, Standard
from ingest.landing import landing
from ingest.manifest import LANDED_STATES, Manifest, batches
from orchestration import labels, runbook, words
from orchestration.issue_table import issue_table, rows_by_month
from orchestration.landing_assets import asked_for, feed_key, standard_key
from orchestration.run import RunContext


def standard_assets(catalogue: Catalogue) -> dg.AssetsDefinition:
    """Landed rows, one asset for each standard, all in one step."""

    @dg.multi_asset(
        name="standards",
        specs=[_standard_spec(standard, catalogue) for standard in catalogue.standards.values()],
        check_specs=[spec for name in catalogue.standards for spec in _standard_checks(name)],
        can_subset=True,
    )
    def standards(
        context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> Iterator[dg.MaterializeResult]:
        for standard in siku.catalogue.standards.values():
            key = standard_key(standard.name)
            if key in context.selected_asset_keys:
                manifests = list(batches(siku.root, standard.name))
                counts = Counter({s: sum(getattr(m, s) for m in manifests) for s in LANDED_STATES})
                checks = _conserved(siku, key, manifests), _accepted(key, counts)
                yield dg.MaterializeResult(
                    asset_key=key,
                    metadata={
                        "dagster/row_count": counts["accepted"] + counts["repaired"],
                        "批次数": len(manifests),
                        **{words.ROW_STATES[state]: counts[state] for state in LANDED_STATES},
                        **_held_share(counts),
                        "问题表 / questions": dg.MetadataValue.md(
                            issue_table(siku.root, manifests, siku.as_of)
                        ),
                        "趋势 / trend": dg.MetadataValue.md(rows_by_month(manifests, siku.as_of)),
                    },
                    check_results=asked_for(context, *checks),
                )

    return standards


def _standard_spec(standard: Standard, catalogue: Catalogue) -> dg.AssetSpec:
    return dg.AssetSpec(
        standard_key(standard.name),
        deps=[feed_key(feed) for feed in catalogue.feeds_of(standard.name)],
        group_name=labels.landing_group(standard),
        description=f"{standard.title}:{standard.description}",
        owners=[labels.TEAM],
        tags=labels.standard_tags(standard),
        kinds={"parquet", "pandera"},
        metadata={
            "来源": standard.source,
            "dagster/column_schema": _column_schema(standard),
            **runbook.for_asset(standard_key(standard.name)),
        },
    )


def _standard_checks(standard: str) -> list[dg.AssetCheckSpec]:
    key = standard_key(standard)
    return [
        dg.AssetCheckSpec(
            "rows_conserved",
            asset=key,
            blocking=True,
            description="读入的每一行恰好处于一种状态,各状态之和等于读入行数",
        ),
        dg.AssetCheckSpec(
            "rows_accepted", asset=key, description="读入行中接收(含修正)的比例;有存疑或退回行时提示"
        ),
    ]


def _column_schema(standard: Standard) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                type=column.type,
                description="；".join(dict.fromkeys(filter(None, (column.title, column.description)))),
            )
            for column in standard.columns
        ]
    )


def _conserved(siku: RunContext, key: dg.AssetKey, manifests: list[Manifest]) -> dg.AssetCheckResult:
    """Count again in the files themselves: the manifest alone could be wrong."""
    lost = []
    for manifest in manifests:
        folder = landing(siku.root) / manifest.standard / manifest.feed_id / manifest.batch_id
        kept = pq.read_metadata(folder / "accepted.parquet").num_rows
        held = pq.read_metadata(folder / "held.parquet").num_rows
        expected = (
            manifest.accepted + manifest.repaired,
            manifest.question + manifest.rejected + manifest.duplicate,
        )
        if (kept, held) != expected or kept + held != manifest.rows_read:
            lost.append(
                f"{manifest.batch_id}: read {manifest.rows_read}, files hold {kept}+{held}, states {expected}"
            )
    return dg.AssetCheckResult(
        asset_key=key,
        check_name="rows_conserved",
        passed=not lost,
        metadata={"batches": len(manifests), "lost": lost},
    )


def _accepted(key: dg.AssetKey, counts: Counter[str]) -> dg.AssetCheckResult:
    read = sum(counts.values())
    good = counts["accepted"] + counts["repaired"]
    return dg.AssetCheckResult(
        asset_key=key,
        check_name="rows_accepted",
        passed=counts["question"] + counts["rejected"] == 0,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"读入": read, "接收": good, "比例": round(good / read, 6) if read else "无数据"},
    )


def _held_share(counts: Counter[str]) -> dict[str, float]:
    """Rows held of all rows read, a number that Dagster draws over the runs; none where nothing was read."""
    read = sum(counts.values())
    held = counts["question"] + counts["rejected"]
    return {"留置比例": round(held / read, 6)} if read else {}
