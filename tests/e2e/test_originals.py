"""A second count of every line, from the delivered files alone: no landing, no warehouse, no simulator.

Where ten members are drawn at random, the row that each of them names is opened in the delivered file, and a
second reading of the line (`tests.e2e.second`) says whether it counts.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

from simulator.facts import Facts, Told
from simulator.lines.chapters import line_answers, lines
from tests.e2e.conftest import AS_OF
from tests.e2e.lines import expected, published
from tests.e2e.originals import originals
from tests.e2e.second import JUDGES
from tests.e2e.second.book import Book, Member
from tests.e2e.second.drawn import members_of, misjudged


@pytest.fixture(scope="module")
def facts(refreshed_city: Path) -> Facts:
    return originals(refreshed_city, AS_OF).facts()


@pytest.fixture(scope="module")
def recounted(facts: Facts) -> dict[str, dict[str, object]]:
    return line_answers(facts)


@pytest.mark.parametrize("indicator", lines())
def test_the_files_alone_give_the_published_figures(
    refreshed_city: Path, recounted: dict[str, dict[str, object]], indicator: str
):
    answer, line = recounted[indicator], published(refreshed_city / "published/restricted.duckdb", indicator)
    assert (line["status"], line["reason"]) == (answer["status"], answer["reason"])
    assert line["reasons"] == answer["reasons"]
    if answer["reason"] != "feed_missing":
        found = {cut: pair for cut, pair in line["cuts"].items() if pair[1] is not None}
        wanted = {cut: pair for cut, pair in expected(answer).items() if cut in found or pair != (0, 0)}
        assert found == wanted


def known_numbers(told: Told) -> set[object]:
    """Every number of a subject that the row gives."""
    return {
        said for name, said in told.says.items() if name.endswith(("uscc", "org_code", "_no", "person_id"))
    }


def stands_there(facts: Facts, member: Member, told: Told) -> bool:
    """Whether the row is the record or the subject that the member says it is."""
    standard = facts.catalogue.standards[told.standard]
    columns = {name for part in standard.key for name in ([part] if isinstance(part, str) else part)}
    types = {standard.by_name[name].type for name in columns}
    if member.record and standard.kind in ("record", "list") and "person_id" not in types:
        # how brackets and blanks are typed in a text does not make another record
        same = str.maketrans("〔[［【（〕]］】）", "((((()))))", " ")
        texts = [
            standard.by_name[part if isinstance(part, str) else part[0]].type == "text"
            for part in standard.key
        ]
        parts = zip(facts.key_of(told), texts, strict=True)
        key = "|".join(said.translate(same) if is_text else said for said, is_text in parts)
        return member.record == hashlib.md5(f"{standard.name}|{key}".encode()).hexdigest()  # noqa: S324
    if member.subject and not member.subject.startswith("per-"):
        known = {str(said) for said in told.says.values() if said}
        number = member.subject.removeprefix("reg-")
        # found by name and a second attribute, a row carries no number to compare
        return bool(known & {number, number[8:17]}) or not (known_numbers(told) - {None})
    return any(told.says.values())


@pytest.mark.parametrize("indicator", sorted(JUDGES))
def test_ten_members_stand_where_they_say(refreshed_city: Path, facts: Facts, indicator: str):
    places = {(told.feed, told.file, told.row): told for told in facts.told}
    lost = [
        member
        for member, _ in members_of(refreshed_city, indicator)
        if member.row is not None
        and (
            (told := places.get((member.feed, member.file, member.row))) is None
            or not stands_there(facts, member, told)
        )
    ]
    assert lost == []


@pytest.fixture(scope="module")
def book(refreshed_city: Path, facts: Facts) -> Book:
    told = tuple(told for told in facts.told if told.day <= facts.as_of)
    return Book(refreshed_city, facts.catalogue, facts.as_of, told)


def test_every_line_has_a_second_reading(refreshed_city: Path):
    with duckdb.connect(str(refreshed_city / "published/restricted.duckdb"), read_only=True) as connection:
        every = connection.execute("select indicator_id from indicators order by 1").fetchall()
    assert [(line,) for line in sorted(JUDGES)] == every


@pytest.mark.parametrize("indicator", sorted(JUDGES))
def test_ten_members_count_by_a_second_reading(refreshed_city: Path, book: Book, indicator: str):
    assert misjudged(refreshed_city, book, [indicator]) == []
