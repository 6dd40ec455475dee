"""Feeds as assets, one for each, and the index of what has landed."""

import traceback
from collections.abc import Iterator
from typing import Any

import dagster as dg

from ingest.catalogue import Catalogue, Feed, Standard
from ingest.manifest import LANDED_STATES, Manifest, batches
from ingest.pulling import FeedOutcome, pull_feed
from orchestration import labels, runbook, words
from orchestration.daily import REFRESHED
from orchestration.issue_table import issue_table, rows_by_month
from orchestration.run import RunContext
from orchestration.volume_check import VOLUME, volume_check

INDEX = dg.AssetKey(["landing", "index"])
BATCHES_SHOWN = 20  # a thousand manifests in one event would be megabytes; landing has them all
READ = "every_file_read"


def feed_key(feed: Feed) -> dg.AssetKey:
    """Asset key of a feed."""
    return dg.AssetKey(["feeds", feed.name])


def standard_key(standard: str) -> dg.AssetKey:
    """Asset key of a standard's landed rows; dbt's source of the same name is this asset."""
    return dg.AssetKey(["landing", standard])


def feed_assets(catalogue: Catalogue) -> dg.AssetsDefinition:
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
                    check_results=asked_for(
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
        group_name=labels.feed_group(feed),
        description=(
            f"{feed.department}报送的{feed.title}"
            f"(数据标准:{standard.title};依据:{feed.legal_basis or '未注明'})。"
        ),
        owners=labels.feed_owners(feed),
        tags=labels.feed_tags(feed, standard),
        freshness_policy=REFRESHED,
        kinds={feed.connector.type},
        metadata={
            "部门": feed.department,
            "周期": words.CADENCE[feed.cadence],
            "报送日": f"期间结束后第 {feed.due_day} 天以前",
            "方式": {"full": "每次报送全部", "changes": "每次报送新增和变更"}[feed.mode],
            **runbook.for_feed(feed),
        },
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


def asked_for(context: dg.AssetExecutionContext, *results: dg.AssetCheckResult) -> list[dg.AssetCheckResult]:
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
    rows = {words.ROW_STATES[state]: sum(getattr(m, state) for m in landed) for state in LANDED_STATES}
    return {
        "dagster/row_count": sum(manifest.rows_read for manifest in landed),
        "最近收到": landed[-1].received_on.isoformat() if landed else "从未",
        "批次数": len(landed),
        "新批次": len(outcome.new),
        "已知文件": outcome.known,
        "停止文件": len(outcome.stopped),
        "等待文件": dg.MetadataValue.json(outcome.waiting),
        **rows,
        "最近一批的问题 / questions": dg.MetadataValue.md(issue_table(siku.root, landed[-1:], siku.as_of)),
        "趋势 / trend": dg.MetadataValue.md(rows_by_month(landed, siku.as_of)),
        f"新批次清单(至多{BATCHES_SHOWN}个)": dg.MetadataValue.json(
            [manifest.model_dump(mode="json") for manifest in outcome.new[:BATCHES_SHOWN]]
        ),
    }


def index_asset(catalogue: Catalogue) -> dg.AssetsDefinition:
    """The index of landing, downstream of every standard."""

    @dg.asset(
        key=INDEX,
        deps=[standard_key(name) for name in catalogue.standards],
        group_name=labels.LANDING,
        description="入库索引:批次、来源目录和本次运行的数据日期,由各批次清单推导。",
        owners=[labels.TEAM],
        kinds={"parquet"},
        metadata=runbook.for_asset(INDEX),
    )
    def index(context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]) -> dg.MaterializeResult:
        count = siku.index()
        context.log.info("没有新数据 / nothing new" if siku.nothing_new else "有新数据 / new data")
        return dg.MaterializeResult(metadata={"dagster/row_count": count, "as_of": siku.as_of.isoformat()})

    return index
