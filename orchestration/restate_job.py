"""The restatement as a Dagster job, so that it can be started and is recorded on the page."""

import dagster as dg
from pydantic import Field

from ingest.settings import data_root, days_of
from orchestration.restate import report
from orchestration.restate import restate as run_restatement


class Period(dg.Config):
    """What is restated, by what is known when."""

    period: str = Field(description="月份或数据日期 / a month or as-of day: 2026-10, 2026-10-31")
    known_on: str | None = Field(None, description="所知截止日,默认今天 / ISO date, default today")


@dg.op(description="以后来所知重算已发布的一期;当前的仓库和发布不动")
def restate_period(context: dg.OpExecutionContext, config: Period) -> None:
    """Restate one period and log what came of it."""
    days = days_of(config.period, config.known_on)
    for line in report(run_restatement(data_root(), days), days):
        context.log.info(line)


@dg.job(
    name="restate",
    executor_def=dg.in_process_executor,
    description="重述:以后来所知重算已发布的一期,变了的记入新的一期,下次 refresh 发布",
)
def restatement() -> None:
    """One period, as configured."""
    restate_period()
