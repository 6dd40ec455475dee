"""The smallest code location that has what a watcher could try to touch."""

import dagster as dg


@dg.asset
def something() -> int:
    """An asset that succeeds."""
    return 1


job = dg.define_asset_job("refresh", [something])
schedule = dg.ScheduleDefinition(name="daily", job=job, cron_schedule="30 6 * * *")
defs = dg.Definitions(assets=[something], jobs=[job], schedules=[schedule])
