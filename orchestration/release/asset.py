"""The last asset: check the clock against the contract, then publish."""

from functools import partial

import dagster as dg
import duckdb

from ingest.settings import SettingError
from orchestration import labels, runbook
from orchestration.daily import REFRESHED
from orchestration.dictionary.write import write as write_dictionary
from orchestration.release.checks import ReleaseRefusedError
from orchestration.release.files import OFFLINE
from orchestration.release.marts import marts_of
from orchestration.release.tables import Release
from orchestration.release.write import publish
from orchestration.run import RunContext
from orchestration.version import MANIFEST, code_version
from quality.disclosure import clock_breaches

PUBLISHED = dg.AssetKey(["published", "release"])


def publication_asset(mart_keys: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset ``published/release``, downstream of every mart."""

    @dg.asset(
        key=PUBLISHED,
        deps=mart_keys,
        group_name=labels.RELEASE,
        description="发布:按读者范围(公开、共享、受限)各写一个只读文件,一次切换;写前以合同复核七个工作日时钟。",
        owners=[labels.TEAM],
        metadata=runbook.for_asset(PUBLISHED),
        freshness_policy=REFRESHED,
        kinds={"duckdb", "pandera"},
        check_specs=[
            dg.AssetCheckSpec(
                "clock_contract",
                asset=PUBLISHED,
                blocking=True,
                description="以日历库独立复算每条双公示记录的期限和状态,与数据仓库一致",
            )
        ],
    )
    def release(
        context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> dg.MaterializeResult:
        marts = marts_of(MANIFEST)
        breaches = _clock_breaches(siku)
        if breaches:
            raise dg.Failure(
                "七个工作日时钟与合同不符,不发布 / the clock breaks its contract, nothing is published",
                metadata={"breaches": dg.MetadataValue.json(breaches)},
            )
        try:
            manifest = publish(
                siku.root, marts, release_of(siku), partial(write_dictionary, stamp=_stamp(siku))
            )
        except (ReleaseRefusedError, SettingError) as refused:
            raise dg.Failure(str(refused)) from refused
        # After the switch: an edition is what was published. Killed in between, the next run finds inputs
        # that differ from the release's, builds again and freezes then.
        edition = siku.freeze()
        context.log.info(f"已发布 / published: {siku.root / 'published'}")
        return dg.MaterializeResult(
            metadata={
                "manifest": dg.MetadataValue.json(manifest),
                "as_of": siku.as_of.isoformat(),
                "edition": edition.place if edition else "unchanged",
                "cause": (edition.cause if edition else None) or "",
            },
            check_results=[dg.AssetCheckResult(check_name="clock_contract", passed=True)],
        )

    return release


def release_of(siku: RunContext) -> Release:
    """What this run publishes."""
    return Release(siku.as_of, siku.run_id, code_version(), siku.inputs_published)


def _stamp(siku: RunContext) -> str:
    return f"数据日期 {siku.as_of}，运行 {siku.run_id}，代码版本 {code_version()}"


def _clock_breaches(siku: RunContext) -> list[str]:
    with duckdb.connect(str(siku.root / "warehouse.duckdb"), read_only=True, config=OFFLINE) as connection:
        clock = connection.execute("select * from disclosure_clock").pl()
    return clock_breaches(clock)
