"""Serving as an asset: after every release, where an address is set."""

import dagster as dg

from ingest.connectors.secrets import SecretError, scrub
from ingest.settings import SettingError
from orchestration import labels, runbook
from orchestration.release.asset import PUBLISHED
from orchestration.run import RunContext
from orchestration.serving.postgres import ServingError, serve
from orchestration.serving.settings import serving_of

SERVED = dg.AssetKey(["published", "postgres"])


def serving_asset() -> dg.AssetsDefinition:
    """The asset ``published/postgres``, downstream of the release; without an address it does nothing."""

    @dg.asset(
        key=SERVED,
        deps=[PUBLISHED],
        group_name=labels.RELEASE,
        description="PostgreSQL:把一个读者范围的发布文件装入设定的库,一次切换;没有设定地址时什么也不做。",
        owners=[labels.TEAM],
        metadata=runbook.for_asset(SERVED),
        kinds={"postgres"},
    )
    def postgres(
        context: dg.AssetExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> dg.MaterializeResult[None]:
        try:
            serving = serving_of()
            if serving is None:
                return dg.MaterializeResult(metadata={"state": "未设定 / not set"})
            served = serve(siku.root / "published" / f"{serving.audience}.duckdb", serving)
        except (ServingError, SettingError, SecretError) as error:
            raise dg.Failure(scrub(str(error))) from None
        context.log.info(f"已装入 / served: {serving.place}")
        return dg.MaterializeResult(
            metadata={
                "state": "新装入 / loaded" if served.new else "未变 / unchanged",
                "place": serving.place,
                "run_id": served.run_id,
                "rows": dg.MetadataValue.json(served.rows),
                "seconds": round(served.seconds, 2),
            }
        )

    return postgres
