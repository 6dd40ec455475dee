"""Keys and personal numbers stay where they belong: in the original bytes and in the key's own file."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tests.planted import holds

KEY = "planted-secret-key-0123456789"
# synthetic numbers of domain §2.6, and one with a wrong check digit so that it is questioned and shown
PERSON, WRONG = "211103199912310024", "211103199912310025"
TITLES = "被执行人名称,性质,统一社会信用代码,身份证号码,案号,执行法院,立案时间,发布时间,履行情况"
ROWS = [
    f"甲某,自然人,,{PERSON},(2024)辽11执1号,盘锦中院,2024-01-05,2024-02-01,全部未履行",
    f"乙某,自然人,,{WRONG},(2024)辽11执2号,盘锦中院,2024-01-05,2024-02-01,全部未履行",
    f"丙公司,法人及非法人组织,{PERSON},,(2024)辽11执3号,盘锦中院,2024-01-05,2024-02-01,全部未履行",
]


def test_nothing_secret_is_written_anywhere_but_where_it_belongs(
    tmp_path: Path, siku: Callable[..., str]
) -> None:
    inbox = tmp_path / "inbox" / "court_judgment_debtors"
    inbox.mkdir(parents=True)
    file = inbox / "debtors.csv"
    file.write_text("\n".join([TITLES, *ROWS]) + "\n", encoding="utf-8")
    received = datetime(2026, 10, 9, 2, tzinfo=UTC).timestamp()
    os.utime(file, (received, received))
    shown = siku(tmp_path, "refresh", SIKU_PERSON_KEY=KEY)
    shown += siku(tmp_path, "report") + siku(tmp_path, "status")
    with duckdb.connect(str(tmp_path / "published" / "restricted.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from subjects where library = 'per'").fetchone() == (1,)
    found = {
        (secret, path.relative_to(tmp_path).as_posix())
        for path in tmp_path.rglob("*")
        if path.is_file() and "inbox" not in path.parts and not path.name.startswith("original")
        for secret in (KEY, PERSON, WRONG)
        if holds(path, secret)
    }
    assert found == set()
    assert not [secret for secret in (KEY, PERSON, WRONG) if secret in shown]
