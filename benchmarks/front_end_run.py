"""Fetch a table of a front-end database, and what its bare reading costs.

``python -m benchmarks.front_end_run fill URL ROWS`` makes the table, ``… NAME URL PATH`` runs a contender:
``copy`` (PostgreSQL's own COPY to a file), ``polars`` (`polars.read_database`, everything in memory),
``whole`` (ours, nothing marked), ``marked`` (ours, read and marked; ``fill`` before the next).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from ingest.catalogue import Feed

COLUMNS = {
    "CF_XDR_MC": "concat('盘锦第', id, '商贸有限公司')", "CF_XDR_LB": "'法人及非法人组织'",
    "CF_XDR_SHXYM": "'91211102MA0T00054B'", "CF_WSH": "concat('盘市监罚〔2024〕', id, '号')",
    "CF_WFXW": "'无照经营'", "CF_SY": "'经查,当事人未取得营业执照从事经营活动,违反了有关规定'",
    "CF_YJ": "'《无证无照经营查处办法》第十三条'", "CF_CFLB": "'罚款'", "CF_NR": "'罚款5000元'",
    "CF_CFJG": "'盘锦市市场监督管理局'", "CF_CFJGDM": "'11211100MB0T00015P'",
}  # fmt: skip
SERIES = {
    "postgresql": "select i as id from generate_series(1, {rows}) as t(i)",
    "mysql": "select seq as id from seq_1_to_{rows}",  # MariaDB's sequence engine
}


def fill(engine: sa.Engine, rows: int) -> None:
    """Make the table anew, every row unread."""
    texts = ", ".join(f"{name} varchar(200)" for name in COLUMNS)
    number, series = ", ".join(COLUMNS.values()), SERIES[engine.dialect.name].format(rows=rows)
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        run("drop table if exists xzcf")
        run(f"create table xzcf (id bigint primary key, dqzt int, day date, fine decimal(18,6), {texts})")
        run(f"insert into xzcf select id, 0, '2024-07-01', 0.5, {number} from ({series}) as s")


def feed(url: sa.URL, *, marked: bool) -> Feed:
    """The feed as its YAML would have it."""
    connector = {"type": "database", "url": url._replace(password=None).render_as_string(), "table": "xzcf"}
    connector |= {"password": {"env": "FRONT_END_PASSWORD"}}
    state = {"state": {"column": "dqzt", "unread": [0], "read": 1}} if marked else {}
    about = {"name": "front_end", "title": "", "department": "", "standard": "administrative_penalty"}
    when = {"cadence": "day", "due_day": 1, "valid_from": "2019-01-01"}
    mode = {"mode": "changes" if marked else "full"}
    return Feed.model_validate(about | when | mode | {"connector": connector | state})


def main(name: str, url: str, rest: str) -> None:
    """Run one contender."""
    address = sa.make_url(url)
    if name == "fill":
        fill(sa.create_engine(address), int(rest))
    elif name == "polars":
        with sa.create_engine(address).connect() as connection:
            pl.read_database("select * from xzcf", connection).write_parquet(f"{rest}.parquet")
    elif name == "copy":
        with sa.create_engine(address).connect() as connection, Path(f"{rest}.csv").open("wb") as target:
            cursor = connection.connection.cursor()
            with cursor.copy("copy xzcf to stdout (format csv)") as copy:
                for block in copy:
                    target.write(block)
    else:
        from ingest.connectors import database  # noqa: PLC0415 - a contender pays for its own imports only
        from ingest.connectors.inbox import Inbox  # noqa: PLC0415

        shutil.rmtree(rest, ignore_errors=True)
        database.fetch(Inbox(Path(rest), feed(address, marked=name == "marked")))


if __name__ == "__main__":
    main(*sys.argv[1:])
