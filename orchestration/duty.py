"""The duty officer's page: the release, who is late, what was stopped, what waits, what failed, the disk.

Made from the shared file of the current release, Dagster's record of the last refresh and the disk, so that
it tells something also when a refresh has failed and nothing else was made anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dagster as dg

from ingest.catalogue import Audience
from ingest.settings import SHANGHAI
from orchestration import runbook, words
from orchestration.release.files import last_manifest
from orchestration.released import Released, released
from orchestration.site.calendar import SPENT

JOB = "refresh"
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
LINES_SHOWN = 20  # a page, not an archive: the marts have all of them
MOST_DAYS = 1  # the job runs every day (`daily.py`): an older release means that one was missed
LATE = """
    select *, as_of_date - due_on as days from feed_calendar
    where is_newest and state = 'missed' order by days desc, unit, title
"""
# what came since then is no matter for today
STOPPED = """
    select b.* from feed_batches as b
    where b.state = 'stopped' and not exists (
        select 1 from feed_batches as n
        where n.feed_id = b.feed_id and n.state <> 'stopped' and n.received_at > b.received_at
    )
    order by b.received_on desc, b.source_uri
"""
ASKED = """
    select strftime(asked_on, '%Y-%m') as month, count(*) as questions, count(distinct owner) as owners,
        max_by(owner, age_working_days) as slowest, max(age_working_days) as oldest
    from questions where state = 'open' group by month order by month
"""


@dataclass(frozen=True)
class Part:
    """A heading, what stands under it, whether somebody has to act, the section of the runbook that helps."""

    title: str
    lines: list[str]
    to_do: bool
    section: str

    def told(self) -> Iterator[str]:
        """The part as Markdown."""
        yield f"## {'✗' if self.to_do else '✓'} {self.title}\n"
        shown = self.lines[:LINES_SHOWN]
        rest = len(self.lines) - len(shown)
        yield "\n".join([f"- {line}" for line in shown] or ["无 / none"])
        if rest:
            yield f"\n另有 {rest} 条 / and {rest} more"
        if self.to_do:
            yield f"\n怎么办 / what to do:`{runbook.PAGE}`“{self.section}”"
        yield ""


def duty(root: Path, now: datetime) -> tuple[str, bool]:
    """The page as Markdown, and whether anything on it waits for a person.

    Raises:
        NothingToExplainError: nothing was published yet.
    """
    with released(root, Audience.shared) as release:
        parts = [_release(root, now), _last_run(), *_feeds(release), _questions(release), _budgets(release)]
    parts.append(_disk(root))
    to_do = [part.title for part in parts if part.to_do]
    verdict = f"要处理 / to do: {len(to_do)}: {'、'.join(to_do)}" if to_do else "没有要处理的 / nothing to do"
    head = [f"# 值班日报 / duty report {now:%Y-%m-%d %H:%M}\n", f"{verdict}\n"]
    return "\n".join(head + [line for part in parts for line in part.told()]), bool(to_do)


def _release(root: Path, now: datetime) -> Part:
    manifest = last_manifest(root) or {}
    made = datetime.fromtimestamp((root / "published" / "manifest.json").stat().st_mtime, SHANGHAI)
    days = (now.date() - datetime.fromisoformat(manifest["as_of"]).date()).days
    lines = [
        f"数据日期 / as of {manifest['as_of']},{days} 天前 / days ago",
        f"发布于 / published {made:%Y-%m-%d %H:%M},运行 / run {manifest['run_id']}",
        f"代码版本 / code {manifest['code_version']}",
    ]
    return Part("当前发布 / release", lines, days > MOST_DAYS, runbook.FAILED)


def _last_run() -> Part:
    """How the last refresh ended and which of its checks did not pass."""
    title = "最近一次刷新 / last refresh"
    with dg.DagsterInstance.get() as instance:
        newest = instance.get_run_records(dg.RunsFilter(job_name=JOB), limit=1)
        ended = instance.get_run_records(dg.RunsFilter(job_name=JOB, statuses=ENDED), limit=1)
        logs = instance.all_logs(ended[0].dagster_run.run_id) if ended else []
    going = [
        f"正在进行,或被杀 / under way, or killed: {record.dagster_run.run_id}"
        for record in newest
        if record.dagster_run.status not in ENDED
    ]
    if not ended:
        return Part(title, [*going, "没有完成过的运行 / none has ended"], not going, runbook.FAILED)
    run = ended[0].dagster_run
    begun = datetime.fromtimestamp(ended[0].start_time or 0, SHANGHAI)
    lines = [*going, f"{begun:%Y-%m-%d %H:%M} {run.status.value},运行 / run {run.run_id}"]
    events = [entry.dagster_event for entry in logs if entry.dagster_event]
    lines += [f"失败的步骤 / failed step: {event.step_key}" for event in events if event.is_step_failure]
    checks = [event.asset_check_evaluation_data for event in events if _is_check(event)]
    errors = [f"检查没有通过 / check failed: {_check(check)}" for check in checks if _is_error(check)]
    warned = sum(not check.passed for check in checks) - len(errors)
    lines += [*errors, f"检查 / checks {len(checks)},其中提醒 / of them warnings {warned}"]
    if run.status is not dg.DagsterRunStatus.SUCCESS:
        return Part(title, lines, True, runbook.FAILED)
    # what fails beside a refresh that succeeds is a feed whose file could not be read
    return Part(title, lines, bool(errors), runbook.STOPPED)


def _is_check(event: dg.DagsterEvent) -> bool:
    return event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION


def _is_error(check: dg.AssetCheckEvaluation) -> bool:
    return not check.passed and check.severity is dg.AssetCheckSeverity.ERROR


def _check(check: dg.AssetCheckEvaluation) -> str:
    return f"{check.asset_key.to_user_string()} {check.check_name}"


def _feeds(release: Released) -> Iterator[Part]:
    late = [
        f"{row['unit']} {row['title']}:{row['period']} 期,应于 {row['due_on']} 报,"
        f"已迟 {row['days']} 天 / days late"
        for row in release.rows(LATE)
    ]
    yield Part(f"今天谁迟了 / late today {len(late)}", late, bool(late), "来源逾期未报")
    stopped = [
        f"{row['received_on']} {row['department']} `{row['source_uri'].replace('`', '')}`:{row['stop_rule']}"
        for row in release.rows(STOPPED)
    ]
    yield Part(
        f"停止而没有重报的文件 / stopped files {len(stopped)}", stopped, bool(stopped), runbook.STOPPED
    )


def _questions(release: Released) -> Part:
    rows = release.rows(ASKED)
    lines = [
        f"{row['month']} 提出 / asked:{row['questions']} 件,{row['owners']} 家单位"
        + (f";最久 / oldest {row['slowest']} {row['oldest']} 个工作日" if row["oldest"] is not None else "")
        for row in rows
    ]
    number = sum(row["questions"] for row in rows)
    return Part(f"待处理的问题,久的在先 / open questions {number}", lines, bool(rows), "存疑的行很多")


def _budgets(release: Released) -> Part:
    lines = [
        f"{row['title'] or row['feed_id']} {row['rule_id']}({words.SEVERITY[row['severity']]}):"
        f"{row['budget_weeks']} 周 / weeks {row['budget_found']} / {row['budget_checked']},"
        f"容许 / allowed {row['allowed']:.2f}"
        for row in release.rows(SPENT)
    ]
    return Part(f"误差预算用尽的规则 / budgets used up {len(lines)}", lines, bool(lines), "存疑的行很多")


def _disk(root: Path) -> Part:
    """Room for one more warehouse and release is what the next refresh needs at least."""
    free = shutil.disk_usage(root).free
    needed = _size(root / "warehouse.duckdb") + _size((root / "published" / "current").resolve())
    lines = [
        f"空闲 / free {free / 1e9:.1f} GB",
        f"下一次刷新至少要 / the next refresh needs at least {needed / 1e9:.2f} GB",
        f"入库 / landing {_size(root / 'landing') / 1e9:.2f} GB",
    ]
    return Part("磁盘 / disk", lines, free < needed, "磁盘满")


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
