"""When the city refreshes, and by when everything must have been asked for; in Beijing's time."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg

TIMEZONE = "Asia/Shanghai"
# Every day, because the clocks move with the day even when nothing arrived.
SCHEDULE = "30 6 * * *"
# By eight, when the offices open, all of it must be less than a day old.
REFRESHED = dg.FreshnessPolicy.cron("0 8 * * *", lower_bound_delta=timedelta(days=1), timezone=TIMEZONE)
