"""The return of wrong and double codes as an asset, written anew after every release."""

import dagster as dg

from orchestration import labels, runbook
from orchestration.code_return import write_return
from orchestration.release.asset import PUBLISHED
from orchestration.run import RunContext

RETURN = dg.AssetKey(["exchange", "code_return"])
RELEASED = "form_is_accepted"


def code_return_asset() -> dg.AssetsDefinition:
    """The asset ``exchange/code_return``, downstream of the release; a refused form fails its check only."""

    @dg.asset(
        key=RETURN,
        deps=[PUBLISHED],
        group_name=labels.RELEASE,
        description="重错码纠错回传表:登记管理部门已处理的重错码,锁定格式;写成后另行复核,不合格不放行。",
        owners=[labels.TEAM],
        metadata=runbook.for_asset(RETURN),
        kinds={"xlsx"},
        check_specs=[
            dg.AssetCheckSpec(RELEASED, asset=RETURN, description="回传表逐格复核,无一处会被代码中心退回")
        ],
    )
    def code_return(
        context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> dg.MaterializeResult:
        done = write_return(siku.root, siku.as_of)
        for breach in done.breaches:
            context.log.error(f"回传表不放行 / the return is refused: {breach}")
        return dg.MaterializeResult(
            metadata={
                "path": str(done.path or "无 / none"),
                "dagster/row_count": done.rows if done.path else 0,
                "待处理": len(done.waiting),
            },
            check_results=[
                dg.AssetCheckResult(
                    asset_key=RETURN,
                    check_name=RELEASED,
                    passed=not done.breaches,
                    metadata={"breaches": dg.MetadataValue.json(list(map(str, done.breaches)))},
                )
            ],
        )

    return code_return
