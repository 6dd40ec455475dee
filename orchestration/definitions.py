"""What Dagster loads: everything is derived from the catalogue and the dbt manifest."""

from dagster import (
    AssetSelection,
    Definitions,
    ScheduleDefinition,
    define_asset_job,
    in_process_executor,
)

from ingest.catalogue import load_catalogue
from orchestration.arrivals import arrivals_sensor
from orchestration.code_return_asset import code_return_asset
from orchestration.console import console
from orchestration.landing_assets import landing_assets
from orchestration.publication import publication_asset
from orchestration.returns_asset import returns_asset
from orchestration.run import siku_run
from orchestration.site.asset import site_asset
from orchestration.warehouse import PROJECT_DIR, OfflineDbtCli, dbt_project, warehouse_assets

project = dbt_project()
warehouse = warehouse_assets(project)
# One process: a process for each of the many small steps would cost seconds of import apiece.
refresh = define_asset_job("refresh", AssetSelection.all(), executor_def=in_process_executor)
# Every day, because the clocks move with the day even when nothing arrived; switched on in the web page.
daily = ScheduleDefinition(job=refresh, cron_schedule="30 6 * * *", execution_timezone="Asia/Shanghai")
catalogue = load_catalogue()
defs = Definitions(
    assets=[
        *landing_assets(catalogue),
        warehouse,
        publication_asset(sorted(warehouse.keys)),
        code_return_asset(),
        site_asset(),
        returns_asset(),
    ],
    jobs=[refresh],
    schedules=[daily],
    sensors=[arrivals_sensor(refresh.name, catalogue)],
    loggers={"console": console},
    resources={
        "siku": siku_run,
        "dbt": OfflineDbtCli(project_dir=str(PROJECT_DIR), profiles_dir=str(PROJECT_DIR)),
    },
)
