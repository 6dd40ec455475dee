"""What the rules found, as a table beside an asset: counted, placed, masked, and no markup of a sender's."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ingest.manifest import Manifest, batches
from orchestration.delivery_checks import judged
from orchestration.issue_table import cell, issue_table, rows_by_month
from orchestration.landing_assets import feed_key
from tests.integration.deliveries import CATALOGUE, FEED, as_csv, penalty, pull, put

DAY = date(2024, 10, 31)  # when the deliveries of these tests are received
PERSON = "211102199001011235"


def landed(root: Path, **changes: str) -> list[Manifest]:
    rows = [penalty(**changes), penalty(document_no="盘市监罚〔2024〕2号", content="")]
    put(root, "一.csv", as_csv(rows))
    pull(root)
    return list(batches(root, "administrative_penalty", FEED))


def test_a_finding_is_counted_and_shown_with_file_and_row(data_root: Path) -> None:
    table = issue_table(data_root, landed(data_root, content=""), DAY)
    (line,) = [line for line in table.splitlines() if line.startswith("| REQUIRED ")]
    cells = [part.strip() for part in line.strip("|").split(" | ")]
    assert [part.replace("\u2060", "") for part in cells[:4]] == ["REQUIRED", "content", "存疑", "2"]
    assert cells[4] == "`" + "▁" * 12 + "█`"
    assert "必须填写" in cells[5]
    assert cells[6] == f"{FEED}/一.csv 第 3 行".replace("_", "\\_")


def test_no_personal_number_is_shown(data_root: Path) -> None:
    wrong = PERSON[:-1] + "0"
    table = issue_table(
        data_root, landed(data_root, party_person_id=wrong, facts=f"身份证{PERSON}", fine=PERSON), DAY
    )
    assert "PID-CHECK" in table
    assert not re.search(r"\d{15}", table)


def test_the_row_is_told_however_long_the_name_of_the_file(data_root: Path) -> None:
    name = "双公示行政处罚" * 9 + ".csv"
    put(data_root, name, as_csv([penalty(content="")]))
    pull(data_root)
    table = issue_table(data_root, list(batches(data_root, "administrative_penalty", FEED)), DAY)
    assert f"{name} 第 2 行 |" in table


def test_without_findings_it_says_so(data_root: Path) -> None:
    assert issue_table(data_root, [], DAY) == "无 / none"


def test_a_senders_text_becomes_no_markup() -> None:
    assert cell("a|b\n<img src=x> ![x](http://evil.test) `c`") == (
        "a\\|b &lt;img src=x&gt; \\!\\[x\\]\\(http://evil.test\\) \\`c\\`"
    )
    assert cell(None) == ""
    assert len(cell("长" * 500)) == 60


def test_rows_and_shares_are_drawn_by_month(data_root: Path) -> None:
    drawn = rows_by_month(landed(data_root), DAY).splitlines()
    assert drawn[0] == "来文行数 `" + "▁" * 23 + "█`"
    assert drawn[2] == "留置比例 `" + "·" * 23 + "▅`"
    assert drawn[4].startswith("2022-11 – 2024-10")


def period(state: str | None, month: str = "2026-09", **more: object) -> dict[str, object]:
    due = {"due_on": date(2026, 10, 10), "delivered_on": None, "is_nil_return": False}
    return {"state": state, "period": month, "as_of_date": date(2026, 10, 31)} | due | more


def test_a_feed_that_owes_its_newest_period_is_warned_of() -> None:
    key = feed_key(CATALOGUE.feeds[FEED])
    owed = judged(key, [period("missed"), period("late", "2026-08"), period("on_time", "2026-07")])
    assert (owed.passed, owed.severity.value) == (False, "WARN")
    assert owed.description == "2026-09 期漏报,已逾期 21 天 / 21 days late"
    assert owed.metadata["历期 / history"].value.splitlines() == [
        "`✓△✗` 2026-07 – 2026-09", "", "✓ 按期 1;△ 迟报 1;✗ 漏报 1;… 未到期 0;? 不明 0",
    ]  # fmt: skip


def test_what_is_late_pending_unknown_or_not_due_is_no_debt() -> None:
    key = feed_key(CATALOGUE.feeds[FEED])
    for state in ("on_time", "late", "pending", "unknown"):
        assert judged(key, [period(state), period("missed", "2026-08")]).passed
    assert judged(key, [period(None, due_on=None)]).passed
