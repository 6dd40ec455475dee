"""The look-up extract as an asset, made anew after every release."""

import dagster as dg

from orchestration import labels, runbook
from orchestration.lookup import build_lookup
from orchestration.release.asset import PUBLISHED
from orchestration.run import RunContext

LOOKUP = dg.AssetKey(["published", "lookup"])


def lookup_asset() -> dg.AssetsDefinition:
    """The asset ``published/lookup``, downstream of the release."""

    @dg.asset(
        key=LOOKUP,
        deps=[PUBLISHED],
        group_name=labels.RELEASE,
        description="大厅查询库:统一社会信用代码查信用状态和有效期;一个 SQLite 文件,一次切换,不含自然人。",
        owners=[labels.TEAM],
        metadata=runbook.for_asset(LOOKUP),
        kinds={"sqlite"},
    )
    def lookup(context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]) -> dg.MaterializeResult:
        path, states = build_lookup(siku.root)
        context.log.info(f"查询库 / look-up extract: {path}")
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(str(path)), "states": states})

    return lookup
