"""The return workbooks as an asset: written for new batches once everything else of a run is done."""

import dagster as dg

from ingest.returns.writing import returns, write_returns
from orchestration import labels, runbook
from orchestration.landing_assets import INDEX
from orchestration.run import RunContext

RETURNS = dg.AssetKey(["returns", "workbooks"])
WRITTEN = "every_return_written"
# Clerks wait for their rows, readers for the release: what is ready at the same time as this goes first.
LAST = {"dagster/priority": "-1"}


def returns_asset() -> dg.AssetsDefinition:
    """The asset ``returns/workbooks``, downstream of landing only; what cannot be written fails its check."""

    @dg.asset(
        key=RETURNS,
        deps=[INDEX],
        group_name=labels.RELEASE,
        description="退件工作簿:每批被退回或存疑的行,按报送单位原来的版式,写明原因和建议;已有的不重写。",
        owners=[labels.TEAM],
        metadata=runbook.for_asset(RETURNS),
        kinds={"xlsx"},
        op_tags=LAST,
        check_specs=[dg.AssetCheckSpec(WRITTEN, asset=RETURNS, description="每个有退件的批次都写出了工作簿")],
    )
    def workbooks(
        context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> dg.MaterializeResult:
        done = write_returns(siku.root, siku.catalogue)
        for failure in done.failures:
            context.log.error(failure)
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(str(returns(siku.root))),
                "dagster/row_count": done.kept + len(done.new),
                "新写": len(done.new),
                "未变": done.kept,
                "删除": len(done.removed),
                "新写的问题": dg.MetadataValue.json(dict(done.rules.most_common())),
            },
            check_results=[
                dg.AssetCheckResult(
                    asset_key=RETURNS,
                    check_name=WRITTEN,
                    passed=not done.failures,
                    metadata={"failures": dg.MetadataValue.json(done.failures)},
                )
            ],
        )

    return workbooks
