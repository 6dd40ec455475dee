"""What Dagster loads: everything is derived from the catalogue and the dbt manifest."""

import warnings

from dagster import (
    AssetSelection,
    BetaWarning,
    Definitions,
    ScheduleDefinition,
    define_asset_job,
    in_process_executor,
)

from ingest.catalogue import load_catalogue
from orchestration.arrivals import arrivals_sensor
from orchestration.budget_checks import budget_checks
from orchestration.code_return_asset import code_return_asset
from orchestration.console import console
from orchestration.daily import SCHEDULE, TIMEZONE
from orchestration.dbt_command import OfflineDbtCli, dbt_project
from orchestration.delivery_checks import delivery_checks
from orchestration.labels import TEAM
from orchestration.landing_assets import feed_assets, index_asset
from orchestration.lookup_asset import lookup_asset
from orchestration.release.asset import publication_asset
from orchestration.restate_job import restatement
from orchestration.returns_asset import returns_asset
from orchestration.run import siku_run
from orchestration.serving.asset import serving_asset
from orchestration.site.asset import site_asset
from orchestration.standard_assets import standard_assets
from orchestration.version import PROJECT_DIR
from orchestration.warehouse import warehouse_assets

# Owners of jobs are a beta of this pinned version; a person who refreshes can do nothing about it.
warnings.filterwarnings("ignore", message=".*`owners`", category=BetaWarning)

project = dbt_project()
catalogue = load_catalogue()
warehouse = warehouse_assets(project, catalogue.standards)
# One process: a process for each of the many small steps would cost seconds of import apiece.
refresh = define_asset_job(
    "refresh",
    AssetSelection.all(),
    executor_def=in_process_executor,
    description="刷新:取数、检查、入库、建库、发布、写网页和回传表;没有新数据时什么也不重建",
    owners=[TEAM],
)
daily = ScheduleDefinition(
    job=refresh,
    cron_schedule=SCHEDULE,
    execution_timezone=TIMEZONE,
    description="每天清晨刷新一次;在网页上启用",
    owners=[TEAM],
)
defs = Definitions(
    assets=[
        feed_assets(catalogue),
        standard_assets(catalogue),
        index_asset(catalogue),
        warehouse,
        publication_asset(sorted(warehouse.keys)),
        code_return_asset(),
        site_asset(),
        lookup_asset(),
        serving_asset(),
        returns_asset(),
    ],
    asset_checks=[delivery_checks(catalogue), budget_checks(catalogue)],
    jobs=[refresh, restatement],
    schedules=[daily],
    sensors=[arrivals_sensor(refresh.name, catalogue)],
    loggers={"console": console},
    resources={
        "siku": siku_run,
        "dbt": OfflineDbtCli(project_dir=str(PROJECT_DIR), profiles_dir=str(PROJECT_DIR)),
    },
)
