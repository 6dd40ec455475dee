"""The city is the same for the same seed, its files hold what its answers say."""

from __future__ import annotations

import csv
import hashlib
import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fastexcel
import pytest

from ingest.catalogue import load_catalogue
from simulator.chance import Chance
from simulator.city import City, build, endless
from simulator.decided import city_decisions
from simulator.main import simulate
from simulator.plan import Plan
from simulator.register_plants import market_register
from simulator.rows import STATES
from simulator.subjects import World, market_subject
from simulator.write import fill_inbox

AS_OF = date(2026, 10, 31)
OLE = b"\xd0\xcf\x11\xe0"


@pytest.fixture(scope="module")
def city() -> City:
    return build(1, 1.0, AS_OF)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, city: City) -> tuple[Path, dict[str, Any]]:
    root = tmp_path_factory.mktemp("city")
    return root, fill_inbox(city, root).answers()


def digests(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_equal_seeds_give_equal_bytes_and_another_seed_others(
    tmp_path: Path, city: City, filled: tuple[Path, dict[str, Any]]
):
    simulate(tmp_path, 1, 1.0, AS_OF)
    # what the command writes besides the inbox is not in what the fixture filled
    again = {name: told for name, told in digests(tmp_path).items() if name.startswith("inbox/")}
    assert again == {name: told for name, told in digests(filled[0]).items() if name.startswith("inbox/")}
    assert len(again) > 500
    assert json.loads((tmp_path / "answers.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(filled[1])
    )
    other = build(2, 1.0, AS_OF)
    names = {delivery.file for delivery in city.deliveries} & {delivery.file for delivery in other.deliveries}
    assert names
    assert {d.file: list(d.rows()) for d in city.deliveries if d.file in names} != {
        d.file: list(d.rows()) for d in other.deliveries if d.file in names
    }


def test_every_row_of_a_file_is_in_one_state(filled: tuple[Path, dict[str, Any]]):
    for file in filled[1]["files"]:
        assert file["rows_read"] == sum(file[state] for state in STATES), file["file"]


def test_every_feed_of_the_catalogue_delivers(city: City):
    in_force = {name for name, feed in load_catalogue().feeds.items() if feed.valid_from <= AS_OF}
    assert {delivery.feed for delivery in city.deliveries} == in_force


def test_no_file_comes_after_the_day_and_each_carries_its_moment(
    city: City, filled: tuple[Path, dict[str, Any]]
):
    for delivery in city.deliveries:
        written = (filled[0] / "inbox" / delivery.feed / delivery.file).stat().st_mtime
        assert datetime.fromtimestamp(written, delivery.at.tzinfo) == delivery.at
        assert delivery.day <= AS_OF


def test_names_of_files_are_unique_in_a_feed(city: City):
    names = [(delivery.feed, delivery.file) for delivery in city.deliveries]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("start", "suffix"),
    [(b"PK\x03\x04", ".xls"), (b"PK\x03\x04", ".xlsx"), (OLE, ".xlsx"), (OLE, ".xls"),
     (b"\xef\xbb\xbf", ".csv"), (b"", ".csv"), (b"<?xml", ".xml"), (b"{", ".json")],
)  # fmt: skip
def test_containers_are_what_departments_send(filled: tuple[Path, dict[str, Any]], start: bytes, suffix: str):
    files = (filled[0] / "inbox").rglob(f"*{suffix}")
    assert any(path.read_bytes().startswith(start) if start else not path.stat().st_size for path in files)


def test_rare_characters_need_gb18030(filled: tuple[Path, dict[str, Any]]):
    text = (
        (filled[0] / "inbox/market_regulation_enterprises/市场主体2026.08.05.csv")
        .read_bytes()
        .decode("gb18030")
    )
    assert "㼆" in text
    with pytest.raises(UnicodeEncodeError):
        text.encode("gbk")


def test_faults_stand_where_the_answers_say(city: City, filled: tuple[Path, dict[str, Any]]):
    """Faults of text files are looked up by record number, as a person would."""
    root, answers = filled
    looked_up = 0
    faulty = {(fault["feed"], fault["file"]) for fault in answers["faults"]}
    for delivery in city.deliveries:
        if delivery.shape.container != "csv" or (delivery.feed, delivery.file) not in faulty:
            continue
        path = root / "inbox" / delivery.feed / delivery.file
        with path.open(encoding=delivery.shape.encoding, newline="") as handle:
            lines = list(csv.reader(handle, delimiter=delivery.shape.delimiter))
        titles = {name: place for place, name in enumerate(delivery.layout.titles)}
        for fault in answers["faults"]:
            if (fault["feed"], fault["file"]) != (delivery.feed, delivery.file):
                continue
            line = lines[fault["row"] - 1]
            if fault["rule"] == "REQUIRED":
                assert line[titles[fault["column"]]] == ""
                looked_up += 1
            elif fault["rule"] == "USCC-LENGTH":
                assert len(line[titles[fault["column"]]]) in (17, 19)
                looked_up += 1
            elif fault["rule"] == "ROW-DUPLICATE":
                assert line == lines[fault["row"] - 2]
                looked_up += 1
    assert looked_up > 20


def test_faults_of_sheets_stand_where_the_answers_say(city: City, filled: tuple[Path, dict[str, Any]]):
    root, answers = filled
    samples = [fault for fault in answers["faults"] if fault["rule"] == "ROW-SAMPLE"]
    assert samples
    for fault in samples:
        content = (root / "inbox" / fault["feed"] / fault["file"]).read_bytes()
        sheet = fastexcel.read_excel(content).load_sheet(fault["sheet"], header_row=None, dtypes="string")
        row = sheet.to_polars().row(fault["row"] - 1)
        assert "某某许可决定书" in row


def test_every_kind_of_fault_is_planted(filled: tuple[Path, dict[str, Any]]):
    planted = {fault["rule"] for fault in filled[1]["faults"]}
    wanted = {
        *("FIX-WIDTH", "FIX-CASE", "FIX-SPACE", "FIX-HYPHEN", "FIX-O0-I1", "PID-15"),
        *(
            "USCC-ALPHABET",
            "USCC-CHECK",
            "USCC-ORG-CHECK",
            "USCC-LENGTH",
            "USCC-PLACEHOLDER",
            "USCC-IS-PERSON",
        ),
        *("USCC-REGISTRAR", "USCC-REGION", "ORG-CHECK", "REG-CHECK", "PID-CHECK", "PID-DATE", "PID-ALPHABET"),
        *("TAX-ORG-CHECK", "TAX-LENGTH", "DATE-REAL", "DATE-ZERO", "DATE-TWO-DIGIT-YEAR", "DATE-FORM"),
        *("DATE-FUTURE", "DATE-OPEN-END", "AMOUNT-FORM", "AMOUNT-NEGATIVE", "INTEGER-FORM", "CODE-LIST"),
        *("TEXT-LENGTH", "TEXT-CONTROL", "REQUIRED", "X-ORDER", "X-ONE-OF", "ROW-DUPLICATE", "ROW-VERSIONS"),
        "ROW-SAMPLE",
    }
    assert wanted <= planted
    stopped = {file["stop_rule"] for file in filled[1]["files"] if file["state"] == "stopped"}
    assert {"FILE-EMPTY", "FILE-CONTAINER", "FILE-ENCODING", "FILE-COLUMNS"} <= stopped


def test_t02_03_recounted_from_the_file_as_sent(city: City, filled: tuple[Path, dict[str, Any]]):
    """The market register's newest file, read by the standard library and counted by hand."""
    newest = city.of_feed("market_regulation_enterprises")[-1]
    with (filled[0] / "inbox" / newest.feed / newest.file).open(encoding="gb18030", newline="") as handle:
        lines = list(csv.reader(handle, delimiter="\t"))[1:]
    places = {name: place for place, name in enumerate(newest.layout.titles)}
    old = [line for line in lines if _is_old_and_open(line, places)]
    figures = filled[1]["indicators"]["T02-03"]
    traders = [line for line in old if line[places["enterprise_type"]] == "个体工商户"]
    assert figures["units"]["市市场监管局"]["denominator"] == len(old) - len(traders)
    assert figures["parts"]["sole_traders"]["denominator"] == len(traders)


def _is_old_and_open(line: list[str], places: dict[str, int]) -> bool:
    text = line[places["registered_on"]]
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S.%f"):
        try:
            day = datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        status = line[places["status"]]
        return date(1900, 1, 1) < day < date(2015, 10, 1) and status in ("存续", "正常", "在册", "在业")
    return False


def test_rate_of_wrong_codes_counts_what_was_planted(filled: tuple[Path, dict[str, Any]]):
    figures = filled[1]["indicators"]["T02-04"]
    # wrong codes: eleven in the market register, one of the bodies, two each of the other registers
    wrong, extra = 16, 4
    assert figures["total"]["numerator"] == wrong + extra
    # three groups share a code or its body: of three, of two, and of two rows
    assert figures["parts"]["all_copies"]["numerator"] == wrong + 3 + 2 + 2


@pytest.mark.parametrize("as_of", [date(2024, 3, 15), date(2026, 12, 31)])
def test_any_day_and_a_small_scale_find_room_for_every_fault(tmp_path: Path, as_of: date):
    answers = simulate(tmp_path, 11, 0.1, as_of)
    assert answers["indicators"]["T04-01"]["total"]["denominator"] > 0
    assert all(date.fromisoformat(file["received_on"]) <= as_of for file in answers["files"])
    if as_of.year == 2026:
        assert answers["clock"]["permit"]["unknown"] > 0  # the calendar ends with the year


def test_every_seed_finds_room_and_every_fault_changes_its_cell():
    """A code of digits only, for one, is the same in small letters."""
    for seed in range(100, 112):
        places = market_register(build(seed, 0.1, AS_OF).world).plants
        for index, plant in places.items():
            code = market_subject(World(Chance(seed), AS_OF, 0.1), index).uscc
            assert plant.column != "uscc" or plant.spoil(code) != code


def test_rows_come_one_by_one_at_any_scale():
    """Tens of millions of rows: the first ones are there at once, nothing is built beforehand."""
    world = World(Chance(1), AS_OF, 10_000.0)
    plan = Plan(world, load_catalogue())
    decisions = city_decisions(world, plan.changes())
    started = time.process_time()
    for delivery in endless(plan, decisions):
        next(iter(delivery.rows()), None)
    assert time.process_time() - started < 5  # seconds of the processor: the machine may be busy
    assert world.market_subjects == 8_000_000
