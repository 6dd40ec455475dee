"""Real files through the whole way; every number is counted from the raw files, not by the code under test.

Check digits are judged by python-stdnum, an implementation of the standards that is not ours.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest
from stdnum.cn import uscc

from tests.real.drops import DROPS, TAX_LIST, TEMPLATES, fill_inbox, refresh
from tests.real.outcome import Outcome

HEADER_LINES = 1
# row of the header (its last line) and of the sample row, as a person sees them in the opened file
TEMPLATE_ROWS: dict[str, tuple[int, list[int]]] = {
    "real_template_good_record": (2, [3]),
    "real_template_judicial_freeze": (2, []),
    "real_template_monthly_report": (5, []),
    "real_template_other_licence": (2, []),
    "real_template_other_punish": (2, []),
    "real_template_penalty": (2, [3]),
    "real_template_permit": (2, [3]),
    "real_template_powers": (1, []),
    "real_template_review_list": (1, []),
}


@pytest.fixture(scope="session")
def outcome(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """All real files, refreshed once."""
    root = tmp_path_factory.mktemp("real")
    fill_inbox(real_data, root)
    done = refresh(root)
    assert done.returncode == 0, done.stdout[-6000:]
    return Outcome(root)


@lru_cache
def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@lru_cache
def tax_rows(path: Path) -> dict[int, list[str]]:
    """Row number to the five fields; the file has no quotes, so a comma is a comma."""
    lines = path.read_bytes().decode("gb18030").splitlines()
    assert '"' not in "".join(lines)
    return {number: line.split(",") for number, line in enumerate(lines, start=1) if number > HEADER_LINES}


def codes_in(outcome: Outcome, feed: str) -> dict[str, str]:
    """Code to library of the published subjects that a feed brought."""
    found = outcome.query(f"select uscc, library from subjects where feed_id = '{feed}'")  # noqa: S608
    assert len(found) == len(dict(found))
    return dict(found)


def test_every_file_is_one_batch_and_every_row_is_in_one_state(outcome: Outcome) -> None:
    assert set(outcome.manifests) == set(DROPS)
    batches = outcome.query(
        "select count(*), count(*) filter (where rows_read <> "
        "accepted + repaired + question + unmatched + rejected + duplicate) from feed_batches"
    )
    assert batches == [(len(DROPS), 0)]


def test_panjin_enterprises_are_in_library_ent(outcome: Outcome, real_data: Path) -> None:
    raw = [row["统一社会信用代码"] for row in records(real_data / DROPS["real_panjin_enterprises"])]
    assert len(raw) == 848
    assert codes_in(outcome, "real_panjin_enterprises") == dict.fromkeys(raw, "ent")
    assert outcome.manifests["real_panjin_enterprises"].accepted == len(raw)


def test_abolished_district_is_no_fault(outcome: Outcome, real_data: Path) -> None:
    raw = [row["统一社会信用代码"] for row in records(real_data / DROPS["real_panjin_enterprises"])]
    abolished = {code for code in raw if code[2:8] == "211121"}
    assert len(abolished) == 80
    published = codes_in(outcome, "real_panjin_enterprises")
    assert {code for code in published if code[2:8] == "211121"} == abolished
    findings = outcome.file("real_panjin_enterprises", "questions")
    assert findings.filter(pl.col("state") != "file").is_empty()  # not even a note


def test_codes_of_two_provinces_are_accepted(outcome: Outcome, real_data: Path) -> None:
    raw = [row["统一社会信用代码"] for row in records(real_data / DROPS["real_two_provinces"])]
    assert len(raw) == len(set(raw)) == 588
    assert outcome.manifests["real_two_provinces"].accepted == len(raw)
    assert codes_in(outcome, "real_two_provinces") == dict.fromkeys(raw, "ent")


def test_two_feeds_with_the_same_codes_do_not_disturb_each_other(outcome: Outcome, real_data: Path) -> None:
    raw = [row["统一社会信用代码"] for row in records(real_data / DROPS["real_panjin_second_source"])]
    assert outcome.manifests["real_panjin_second_source"].accepted == len(raw)
    subjects = outcome.query(
        "select uscc from subjects where valid_to is null"
        " and feed_id in ('real_panjin_enterprises', 'real_panjin_second_source')"
    )
    assert sorted(code for (code,) in subjects) == sorted(raw)  # each once, none ended by the other feed


def test_public_bodies_by_their_code(outcome: Outcome, real_data: Path) -> None:
    raw = records(real_data / DROPS["real_public_bodies"])
    good = {row["code"] for row in raw if row["stdnum_valid"] == "1"}
    assert good == {row["code"] for row in raw if uscc.is_valid(row["code"])}
    assert codes_in(outcome, "real_public_bodies") == {
        code: "gov" if code.startswith("11") else "org" for code in good
    }
    wrong = {row["code"] for row in raw} - good
    assert set(outcome.file("real_public_bodies", "held")["uscc"].to_list()) == wrong


def test_tax_list_as_found_says_what_does_not_line_up(outcome: Outcome, real_data: Path) -> None:
    first, *body = (real_data / TAX_LIST).read_bytes().decode("gb18030").splitlines()
    fields = Counter(line.count(",") + 1 for line in body)
    titles = first.replace("\t", ",").split(",")
    assert (len(titles), fields) == (6, {5: len(body)})
    manifest = outcome.manifests["real_tax_as_found"]
    assert (manifest.state, manifest.rows_read) == ("stopped", 0)
    assert manifest.stop is not None
    assert manifest.stop.rule_id == "FILE-ALIGNMENT"
    glued = r"编号\t纳税人识别号"
    said = [glued, f"{len(titles)} 个列名", "5 个字段", "declared_order"]
    assert [part for part in said if part not in manifest.stop.message_zh] == []
    said = [glued, f"{len(titles)} names", "5 fields", "declared_order"]
    assert [part for part in said if part not in manifest.stop.message_en] == []


def test_tax_list_by_declared_order_is_read_whole(outcome: Outcome, real_data: Path) -> None:
    raw = tax_rows(real_data / TAX_LIST)
    manifest = outcome.manifests["real_tax_declared"]
    assert (manifest.rows_read, manifest.encoding) == (len(raw), "gb18030")
    kept = outcome.file("real_tax_declared", "accepted").select(
        "source_row", "taxpayer_no", "name", "rating_year", "rated_by", "grade"
    )
    for number, *values in kept.iter_rows():
        assert values == [*raw[number][1:], "A"]
    # the sole question is what a number is; every other row is kept
    wrong = {n for n, row in raw.items() if not (len(row[1]) == 15 or uscc.is_valid(row[1]))}
    assert set(kept["source_row"].to_list()) == set(raw) - wrong


def test_old_tax_numbers_are_kept_as_legacy_identifiers(outcome: Outcome, real_data: Path) -> None:
    old = {number for number, row in tax_rows(real_data / TAX_LIST).items() if len(row[1]) == 15}
    assert len(old) == 24
    assert outcome.rows_of("real_tax_declared", "TAX-LEGACY") == old
    kept = outcome.file("real_tax_declared", "accepted").filter(pl.col("source_row").is_in(old))
    assert set(kept["row_state"].to_list()) == {"accepted"}
    assert kept.height == len(old)


def test_wrong_tax_numbers_are_questioned_by_rule(outcome: Outcome, real_data: Path) -> None:
    raw = {number: row[1] for number, row in tax_rows(real_data / TAX_LIST).items()}
    wrong = {n for n, code in raw.items() if len(code) == 18 and not uscc.is_valid(code)}
    other = {n for n, code in raw.items() if len(code) not in (15, 18)}
    assert (len(wrong), len(other)) == (2, 6)
    assert outcome.rows_of("real_tax_declared", "USCC-CHECK", "USCC-REGISTRAR") == wrong
    assert outcome.rows_of("real_tax_declared", "TAX-LENGTH") == other
    held = outcome.file("real_tax_declared", "held")
    assert set(held["source_row"].to_list()) == wrong | other
    assert set(held["row_state"].to_list()) == {"question"}


def test_repeated_tax_numbers_are_accounted_for(outcome: Outcome, real_data: Path) -> None:
    met: set[str] = set()
    repeated = set()
    for number, row in tax_rows(real_data / TAX_LIST).items():
        if row[1] in met:
            repeated.add(number)
        met.add(row[1])
    assert len(repeated) == 250
    assert outcome.rows_of("real_tax_declared", "ROW-VERSIONS", "ROW-DUPLICATE") == repeated
    kept = outcome.file("real_tax_declared", "accepted")
    assert repeated <= set(kept["source_row"].to_list())
    assert kept["record_key"].n_unique() == kept.height - len(repeated)


def test_published_issues_hold_every_tax_finding(outcome: Outcome) -> None:
    published = outcome.query(
        "select rule_id, count(*) from row_issues where feed_id = 'real_tax_declared' group by rule_id"
    )
    assert dict(published) == outcome.rules("real_tax_declared")


@pytest.mark.parametrize(
    ("feed", "container"), [("real_spot_check_xml", "spreadsheetml"), ("real_spot_check_xlsx", "xlsx")]
)
def test_spot_check_list_in_either_container(
    outcome: Outcome, real_data: Path, feed: str, container: str
) -> None:
    raw = records(real_data / "zhejiang_spotcheck" / "hangzhou_478.csv")
    assert len(raw) == 478
    manifest = outcome.manifests[feed]
    assert (manifest.container, manifest.rows_read) == (container, len(raw))
    title = "注册号/统一社会信用代码"
    wrong = [row[title] for row in raw if len(row[title]) not in (15, 18)]
    assert len(wrong) == 1
    assert outcome.file(feed, "held")["subject_code"].to_list() == wrong
    columns = ["name", "subject_code", "registrar", "jurisdiction"]
    kept = outcome.file(feed, "accepted").sort("source_row").select(columns).rows()
    titles = ["企业名称", title, "登记机关", "管辖单位"]
    assert kept == [tuple(row[t] or None for t in titles) for row in raw if row[title] not in wrong]


def test_every_file_of_templates_is_delivered(real_data: Path) -> None:
    here = {path.name for path in (real_data / "templates").iterdir() if path.name != "SOURCE.md"}
    assert set(TEMPLATES.values()) == here
    assert set(TEMPLATES) == {*TEMPLATE_ROWS, "real_template_field_spec"}


@pytest.mark.parametrize("feed", TEMPLATE_ROWS)
def test_template_is_a_header_whose_sample_row_is_questioned(outcome: Outcome, feed: str) -> None:
    header_row, samples = TEMPLATE_ROWS[feed]
    manifest = outcome.manifests[feed]
    assert (manifest.state, [sheet.header_row for sheet in manifest.sheets]) == ("landed", [header_row])
    assert all(not sheet.extra_columns for sheet in manifest.sheets)
    assert (manifest.rows_read, manifest.question) == (len(samples), len(samples))
    below = [
        (row, reason) for sheet in manifest.sheets for row, reason, _ in sheet.skipped if row > header_row
    ]
    assert below == ([(6, "total")] if feed == "real_template_monthly_report" else [])
    if samples:
        assert outcome.rows_of(feed, "ROW-SAMPLE") == set(samples)
        # its made-up code is found by a rule of its own as well
        assert outcome.rows_of(feed, "USCC-ALPHABET", "SUBJECT-LENGTH") == set(samples)
    elif not below:
        assert outcome.rules(feed) == {"FILE-HEADER-ONLY": 1}


def test_field_specification_is_read_field_by_field(outcome: Outcome, real_data: Path) -> None:
    """It is no template but a table about one: each row explains a field."""
    raw = records(real_data / DROPS["real_template_field_spec"])
    kept = outcome.file("real_template_field_spec", "accepted").sort("source_row")
    assert kept["field_code"].to_list() == [row["field_code"] for row in raw]
    assert kept["note"].to_list() == [row["postil"] or None for row in raw]
