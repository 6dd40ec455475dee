"""What a person sees while a refresh runs: our own lines and finished steps, nothing of the machinery."""

from __future__ import annotations

import logging
import sys
from typing import Any

import dagster as dg

UNGATED = "dagster._core.execution.plan.active"


class _OurLines(logging.Formatter):
    """Message without run ids and module names."""

    def format(self, record: logging.LogRecord) -> str:
        meta: dict[str, Any] = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        if event is not None and event.event_type_value == "STEP_SUCCESS":
            seconds = event.event_specific_data.duration_ms / 1000
            return f"  ✓ {event.step_key:<48} {seconds:7.2f} s"
        if event is not None and event.event_type_value == "STEP_FAILURE":
            failed = event.event_specific_data
            if failed.user_failure_data is not None:  # our own words, and where they were raised helps nobody
                return f"  ✗ {event.step_key}: {failed.user_failure_data.description}"
            cause = failed.error.cause or failed.error
            return f"  ✗ {event.step_key}: {cause.message.strip()}\n{''.join(cause.stack)}"
        mark = {"ERROR": "  ✗ ", "CRITICAL": "  ✗ ", "WARNING": "  ! "}.get(record.levelname, "    ")
        return mark + str(meta.get("orig_message") or record.getMessage())


class _OursOrImportant(logging.Filter):
    """Finished steps, our own messages (they begin in Chinese, the machinery's do not), whatever failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None:
            return record.levelno >= logging.WARNING or not record.getMessage().isascii()
        return event.event_type_value in ("STEP_SUCCESS", "STEP_FAILURE", "RUN_FAILURE")


@dg.logger({}, "简明的控制台输出 / plain console lines")
def console(_: dg.InitLoggerContext) -> logging.Logger:
    """Logger for runs started from the command line or by make."""
    # With nothing new the warehouse is not built and its checks have nothing to say: no warning for each.
    logging.getLogger(UNGATED).setLevel(logging.ERROR)
    logger = logging.Logger("siku", level=logging.DEBUG)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OurLines())
    handler.addFilter(_OursOrImportant())
    logger.addHandler(handler)
    return logger
