"""The command ``siku``: a thin door to the same functions the Dagster job uses; a module a topic."""

from __future__ import annotations

import os

import typer

from ingest import desk
from orchestration.cli import figures, handing, looking, replies, running

# Windows code pages must not decide how Chinese is written, here or in a process we start.
os.environ.setdefault("PYTHONUTF8", "1")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and those may hold personal numbers
    help="四库:城市公共信用数据管道 / a city's public-credit data pipeline",
)
app.add_typer(desk.app)  # the commands that need no warehouse
for topic in (running, looking, figures, replies, handing):
    app.add_typer(topic.app)
