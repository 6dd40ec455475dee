"""The page about front-end databases, followed word by word on both engines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from ingest.catalogue import HERE, load_catalogue
from ingest.connectors.declared import Database
from ingest.pulling import pull_feed
from tests.conftest import PROJECT
from tests.integration.deliveries import KEY
from tests.integration.front_end import moment
from tests.servers.databases import ADMIN, PASSWORD, DatabaseServer

PAGE = (PROJECT / "docs" / "front-end-database.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def test_the_page_gives_a_feed_that_works(
    database_server: DatabaseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database_server.new_database()
    engine = sa.create_engine(url)
    (sql,) = blocks("sql")
    feed_yaml = blocks("yaml")[0]
    if database_server.driver.startswith("postgresql"):  # as the page says of names without quotes
        names = re.findall(r"\b[A-Z][A-Z_]{2,}\b|\bID\b", sql)
        kept = {"XZCF", "XZCF_HZ"} | set(names)
        feed_yaml = re.sub(r"\b[A-Z_]+\b", lambda m: m[0].lower() if m[0] in kept else m[0], feed_yaml)
    with engine.begin() as connection:
        for statement in filter(str.strip, sql.split(";\n")):
            connection.exec_driver_sql(statement.replace("%", "%%"))
    monkeypatch.setenv("QIANZHI_PASSWORD", PASSWORD)
    address = database_server.url(url.database or "", ADMIN, None).render_as_string()
    (tmp_path / "catalogue" / "feeds").mkdir(parents=True)
    (tmp_path / "catalogue" / "standards").mkdir()
    text = re.sub(r"url: \S+", f"url: {address}", feed_yaml)
    (tmp_path / "catalogue" / "feeds" / "front_end_penalties.yml").write_text(text, encoding="utf-8")
    catalogue = load_catalogue([HERE, tmp_path / "catalogue"])

    outcome = pull_feed(
        tmp_path / "data", catalogue, catalogue.feeds["front_end_penalties"], KEY, lambda _: None
    )

    assert outcome.failures == []
    (manifest,) = outcome.new
    assert (manifest.rows_read, manifest.accepted) == (1, 1)
    assert manifest.received_at == moment("2026-10-31T01:00:00")
    with engine.connect() as connection:
        assert connection.execute(sa.text("select DQZT from XZCF")).scalar_one() == 1
        assert connection.execute(sa.text("select PCH, SJTS from XZCF_HZ")).one() == ("20261031001", 1)


def test_every_declaration_of_the_page_is_valid() -> None:
    for text in blocks("yaml"):
        declared = yaml.safe_load(text)["connector"]
        assert Database.model_validate(declared).type == "database"
