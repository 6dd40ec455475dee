"""Assets made from the catalogue: one for each feed, one for each standard, and the index of landing."""

import traceback
from collections import Counter
from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl
import pyarrow.parquet as pq

from ingest.catalogue import Catalogue, Feed, Standard
from ingest.landing import landing
from ingest.manifest import LANDED_STATES, Manifest, batches
from ingest.pulling import FeedOutcome, pull_feed
from orchestration.run import RunContext
from orchestration.volume_check import VOLUME, volume_check

INDEX = dg.AssetKey(["landing", "index"])
STATES_ZH = {
    "accepted": "接收",
    "repaired": "修正",
    "question": "存疑",
    "rejected": "退回",
    "duplicate": "重复",
}
ISSUES_SHOWN = 20
BATCHES_SHOWN = 20  # a thousand manifests in one event would be megabytes; landing has them all
READ = "every_file_read"


def feed_key(feed: Feed) -> dg.AssetKey:
    """Asset key of a feed."""
    return dg.AssetKey(["feeds", feed.name])


def standard_key(standard: str) -> dg.AssetKey:
    """Asset key of a standard's landed rows; dbt's source of the same name is this asset."""
    return dg.AssetKey(["landing", standard])


def landing_assets(catalogue: Catalogue) -> list[dg.AssetsDefinition]:
    """All assets before the warehouse: one for each feed and standard, but two steps, not one for each."""
    return [_feed_assets(catalogue), _standard_assets(catalogue), _index_asset(catalogue)]


def _feed_assets(catalogue: Catalogue) -> dg.AssetsDefinition:
    """Feeds in one step: the bookkeeping of a step costs more than asking a feed that has nothing new."""

    @dg.multi_asset(
        name="feeds",
        specs=[_feed_spec(feed, catalogue.standards[feed.standard]) for feed in catalogue.feeds.values()],
        check_specs=[spec for feed in catalogue.feeds.values() for spec in _feed_checks(feed)],
        can_subset=True,
    )
    def feeds(
        context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> Iterator[dg.MaterializeResult]:
        for feed in catalogue.feeds.values():
            if feed_key(feed) in context.selected_asset_keys:
                outcome = _pull(context, siku, feed)
                yield dg.MaterializeResult(
                    asset_key=feed_key(feed),
                    metadata=_feed_metadata(siku, outcome),
                    check_results=_asked_for(
                        context, _read_check(outcome), *volume_check(siku.root, feed_key(feed), outcome)
                    ),
                )

    return feeds


def _feed_checks(feed: Feed) -> Iterator[dg.AssetCheckSpec]:
    key = feed_key(feed)
    yield dg.AssetCheckSpec(READ, asset=key, description="本次取得的文件都能读入,没有整件停止的文件")
    if feed.volume:
        yield dg.AssetCheckSpec(VOLUME, asset=key, description="行数不超过预期,与去年同期相比没有突变")


def _feed_spec(feed: Feed, standard: Standard) -> dg.AssetSpec:
    return dg.AssetSpec(
        feed_key(feed),
        group_name=f"feeds_{standard.kind}",
        description=(
            f"{feed.department}报送的{feed.title}"
            f"(数据标准:{standard.title};依据:{feed.legal_basis or '未注明'})。"
        ),
        owners=[feed.owner],
        kinds={"parquet", feed.connector.type},
        metadata={"部门": feed.department, "周期": feed.cadence, "报送日": feed.due_day, "方式": feed.mode},
    )


def _pull(context: dg.AssetExecutionContext, siku: RunContext, feed: Feed) -> FeedOutcome:
    """Pull one feed; whatever goes wrong in it is its own failed check and stops no other feed."""
    try:
        outcome = pull_feed(siku.root, siku.catalogue, feed, siku.person_key, context.log.info)
    except Exception:  # the boundary between feeds
        outcome = FeedOutcome(feed, failures=[f"{feed.name}: {traceback.format_exc()}"])
    for failure in outcome.failures:
        context.log.error(failure)
    for uri in outcome.waiting:
        context.log.info(f"{uri}: 还在写,等下一次 / still being written, waits for the next pull")
    for manifest in outcome.stopped:
        context.log.error(f"{manifest.source_uri}: {_stop_text(manifest)}")
    return outcome


def _asked_for(context: dg.AssetExecutionContext, *results: dg.AssetCheckResult) -> list[dg.AssetCheckResult]:
    """Of these check results those that are part of the run: a person may leave one out."""
    asked = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    return [result for result in results if (result.asset_key, result.check_name) in asked]


def _stop_text(manifest: Manifest) -> str:
    return f"{manifest.stop.message_zh} / {manifest.stop.message_en}" if manifest.stop else ""


def _read_check(outcome: FeedOutcome) -> dg.AssetCheckResult:
    stopped = [f"{manifest.source_uri}: {_stop_text(manifest)}" for manifest in outcome.stopped]
    return dg.AssetCheckResult(
        asset_key=feed_key(outcome.feed),
        check_name=READ,
        passed=not (stopped or outcome.failures),
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "stopped": dg.MetadataValue.json(stopped),
            "failures": dg.MetadataValue.json(outcome.failures),
        },
    )


def _feed_metadata(siku: RunContext, outcome: FeedOutcome) -> dict[str, Any]:
    landed = list(batches(siku.root, outcome.feed.standard, outcome.feed.name))
    rows = {STATES_ZH[state]: sum(getattr(m, state) for m in landed) for state in LANDED_STATES}
    return {
        "dagster/row_count": sum(manifest.rows_read for manifest in landed),
        "最近收到": landed[-1].received_on.isoformat() if landed else "从未",
        "批次数": len(landed),
        "新批次": len(outcome.new),
        "已知文件": outcome.known,
        "停止文件": len(outcome.stopped),
        "等待文件": dg.MetadataValue.json(outcome.waiting),
        **rows,
        f"新批次清单(至多{BATCHES_SHOWN}个)": dg.MetadataValue.json(
            [manifest.model_dump(mode="json") for manifest in outcome.new[:BATCHES_SHOWN]]
        ),
    }


def _standard_assets(catalogue: Catalogue) -> dg.AssetsDefinition:
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
                        **{STATES_ZH[state]: counts[state] for state in LANDED_STATES},
                        "问题表": dg.MetadataValue.md(_issue_table(siku, standard)),
                    },
                    check_results=_asked_for(context, *checks),
                )

    return standards


def _standard_spec(standard: Standard, catalogue: Catalogue) -> dg.AssetSpec:
    return dg.AssetSpec(
        standard_key(standard.name),
        deps=[feed_key(feed) for feed in catalogue.feeds_of(standard.name)],
        group_name="landing",
        description=f"{standard.title}:{standard.description}",
        owners=["team:data"],
        kinds={"parquet", "pandera"},
        metadata={"来源": standard.source, "dagster/column_schema": _column_schema(standard)},
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


def _issue_table(siku: RunContext, standard: Standard) -> str:
    folder = landing(siku.root) / standard.name
    if not any(folder.glob("*/*/questions.parquet")):
        return "无"  # nobody has sent this standard yet; the index makes its empty batch only later
    files = str(folder / "*" / "*" / "questions.parquet")
    issues = (
        pl.scan_parquet(files, missing_columns="insert")
        .group_by("rule_id", "column", "severity")
        .agg(rows=pl.len(), example=pl.col("message_zh").first())
        .sort("rows", descending=True)
        .head(ISSUES_SHOWN)
        .collect()
    )
    lines = ["| 规则 | 列 | 级别 | 行数 | 例 |", "|---|---|---|---|---|"]
    lines += [f"| {r[0]} | {r[1] or ''} | {r[2]} | {r[3]} | {r[4]} |" for r in issues.iter_rows()]
    return "\n".join(lines) if issues.height else "无"


def _index_asset(catalogue: Catalogue) -> dg.AssetsDefinition:
    @dg.asset(
        key=INDEX,
        deps=[standard_key(name) for name in catalogue.standards],
        group_name="landing",
        description="入库索引:批次、来源目录和本次运行的数据日期,由各批次清单推导。",
        owners=["team:data"],
        kinds={"parquet"},
    )
    def index(context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]) -> dg.MaterializeResult:
        count = siku.index()
        context.log.info("没有新数据 / nothing new" if siku.nothing_new else "有新数据 / new data")
        return dg.MaterializeResult(metadata={"dagster/row_count": count, "as_of": siku.as_of.isoformat()})

    return index
