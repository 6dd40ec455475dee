"""The site as an asset, made anew after every release."""

import dagster as dg

from orchestration import labels, runbook
from orchestration.release.asset import PUBLISHED
from orchestration.run import RunContext
from orchestration.site.build import build_site

SITE = dg.AssetKey(["published", "site"])


def site_asset() -> dg.AssetsDefinition:
    """The asset ``published/site``, downstream of the release."""

    @dg.asset(
        key=SITE,
        deps=[PUBLISHED],
        group_name=labels.RELEASE,
        description="静态网页:看板、各标准、各单位、双公示、来源日历、变化;只读共享范围的发布文件,一次切换。",
        owners=[labels.TEAM],
        metadata=runbook.for_asset(SITE),
        kinds={"html"},
    )
    def site(context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]) -> dg.MaterializeResult:
        built = build_site(siku.root)
        context.log.info(f"网页 / site: {built.first}")
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(str(built.first)),
                "pages": built.pages,
                "bytes": built.size,
                "seconds": round(built.seconds, 2),
            }
        )

    return site
