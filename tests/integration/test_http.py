"""HTTP against a real server on loopback that breaks off, repeats itself, lies about totals and dawdles."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest

from ingest.catalogue import Feed
from ingest.connectors.fetching import fetch
from ingest.connectors.inbox import MEMORY
from ingest.pulling import pull_feed, reread_feed
from tests.integration import deliveries as d
from tests.servers.interface import Fault, Interface, Request

PULLS = 100
PAGE = {"type": "page", "parameter": "page", "size_parameter": "size", "size": 10}
CURSOR = {"type": "cursor", "parameter": "cursor", "next": "data.next"}


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": n, "name": f"盘锦第{n}公司", "changed": f"2024-10-{1 + n % 28:02}"} for n in range(count)]


class Puller:
    """A feed that is fed from an interface, in a data root of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said: list[str] = []

    def feed(self, interface: Interface, **changes: Any) -> Feed:
        connector = {
            "type": "http", "url": interface.url, "paging": CURSOR if interface.cursor else PAGE,
            "rows": "data.list", "total": "data.total", "key": ["id"], "pause_seconds": 0.01,
            "connect_seconds": 2, "read_seconds": 1,
        } | changes  # fmt: skip
        feed = d.CATALOGUE.feeds[d.FEED].model_dump() | {"connector": connector}
        return Feed.model_validate({key: value for key, value in feed.items() if value is not None})

    def __call__(self, interface: Interface, **changes: Any) -> list[str]:
        return fetch(self.root, self.feed(interface, **changes), self.said.append)

    @property
    def deliveries(self) -> list[Path]:
        return sorted((self.root / "inbox" / d.FEED).glob("*"))

    @property
    def kept(self) -> int:
        folder = self.root / "landing" / "administrative_penalty" / d.FEED / MEMORY / "pages"
        return len([path for path in folder.glob("*") if path.suffix != ".jsonl"])


@pytest.fixture
def pull(tmp_path: Path) -> Puller:
    return Puller(tmp_path)


def content(path: Path) -> tuple[dict[str, Any], list[bytes]]:
    """Index and bodies of a delivery, as any program would read them."""
    with ZipFile(path) as archive:
        first, *names = archive.namelist()
        assert first == "siku-pull.json"
        assert {member.compress_type for member in archive.infolist()} == {ZIP_STORED}
        return json.loads(archive.read(first)), [archive.read(name) for name in names]


def delivered(path: Path) -> list[dict[str, Any]]:
    """All rows of a delivery in order."""
    return [row for body in content(path)[1] for row in json.loads(body)["data"]["list"]]


@pytest.mark.parametrize("cursor", [False, True])
def test_all_pages_become_one_delivery(pull: Puller, cursor: bool) -> None:
    with Interface(rows(95), cursor=cursor).running() as interface:
        assert pull(interface) == []
    (path,) = pull.deliveries
    assert delivered(path) == rows(95)
    index, bodies = content(path)
    assert (index["total"], index["rows"], len(bodies)) == (95, 95, 10)
    assert [page["sha256"] for page in index["pages"]] == [hashlib.sha256(b).hexdigest() for b in bodies]
    assert [page["rows"] for page in index["pages"]] == [10] * 9 + [5]
    assert all(page["status"] == 200 and "Content-Type" in page["headers"] for page in index["pages"])
    assert len(interface.asked) == 10 if cursor else 11
    assert pull.kept == 0


def test_an_xml_interface_is_paged_the_same_way(pull: Puller) -> None:
    with Interface(rows(25), xml=True).running() as interface:
        assert pull(interface, rows="ROWS.ROW", total="@count") == []
    index, bodies = content(pull.deliveries[0])
    assert (index["rows"], [body.count(b"<ROW>") for body in bodies]) == (25, [10, 10, 5])


def test_one_answer_may_hold_everything(pull: Puller) -> None:
    with Interface(rows(7)).running() as interface:
        assert pull(interface, paging=None) == []
        assert delivered(pull.deliveries[0]) == rows(7)
        failures = pull(interface, paging=None, total=None, rows="data.items")
    assert "data.items" in failures[0]


def test_compressed_answers_are_kept_as_what_they_say(pull: Puller) -> None:
    with Interface(rows(12), zipped=True).running() as interface:
        assert pull(interface) == []
    assert delivered(pull.deliveries[0]) == rows(12)


def test_the_same_content_again_is_a_no_op(pull: Puller) -> None:
    with Interface(rows(15)).running() as interface:
        assert pull(interface) == pull(interface) == []
        assert len(pull.deliveries) == 1
        assert any("no-op" in text for text in pull.said)
        interface.rows[3]["name"] = "盘锦改名公司"
        assert pull(interface) == []
    assert len(pull.deliveries) == 2


def test_nothing_declared_is_delivered_as_nothing(pull: Puller) -> None:
    with Interface([]).running() as interface:
        assert pull(interface) == []
    index, bodies = content(pull.deliveries[0])
    assert (index["total"], index["rows"], len(bodies)) == (0, 0, 1)


# what happens in request 4, and how many requests for pages 95 rows take then
TROUBLES = {
    "dies in the middle": (Fault(cut=100), 11),
    "resets the connection": (Fault(cut=0, reset=True), 11),
    "is busy": (Fault(status=503), 11),
    "has an error": (Fault(status=500), 11),
    "asks for patience": (Fault(status=429, headers={"Retry-After": "1"}), 11),
    "answers twice": (Fault(page=3), 11),
    "repeats a row of another page": (Fault(body=b""), 11),
    "is silent": (Fault(lag=1.5), 11),
    "sends an empty page": (Fault(page=99), 11),
    "changes the total": (Fault(total=96), 14),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("cursor", [False, True])
def test_a_passing_trouble_loses_nothing_and_doubles_nothing(
    pull: Puller, trouble: str, cursor: bool
) -> None:
    fault, requests = TROUBLES[trouble]
    interface = Interface(rows(95), cursor=cursor, faults={4: fault})
    if trouble == "repeats a row of another page":
        shifted = {"total": 95, "list": rows(95)[29:39], "next": "40"}
        fault.body = json.dumps({"code": "0", "data": shifted}).encode()
    began = time.monotonic()
    with interface.running():
        assert pull(interface) == []
    assert delivered(pull.deliveries[0]) == rows(95)
    assert len(interface.asked) == requests + (not cursor)  # page numbers: one page beyond the last
    if "Retry-After" in fault.headers:
        assert time.monotonic() - began >= 1


def test_a_source_that_lies_about_its_total_delivers_nothing(pull: Puller) -> None:
    with Interface(rows(95), every=lambda *_: Fault(total=120)).running() as interface:
        (failure,) = pull(interface)
    assert "声明 120 行" in failure
    assert "95" in failure
    assert pull.deliveries == []


def test_a_source_that_sends_more_than_it_declares_delivers_nothing(pull: Puller) -> None:
    with Interface(rows(95), every=lambda *_: Fault(total=84)).running() as interface:
        (failure,) = pull(interface)
    assert "声明 84 行,却有 90 行" in failure
    assert pull.deliveries == []


def test_a_total_that_is_too_small_by_whole_pages_delivers_nothing(pull: Puller) -> None:
    with Interface(rows(95), every=lambda *_: Fault(total=40)).running() as interface:
        (failure,) = pull(interface)
    assert "声明 40 行,第 5 页还有" in failure
    assert pull.deliveries == []


@pytest.mark.parametrize("beyond", [Fault(page=10), Fault(status=404), Fault(body=b'{"data": {"total": 0}}')])
def test_whatever_is_answered_beyond_the_last_page(pull: Puller, beyond: Fault) -> None:
    with Interface(rows(95), faults={11: beyond}).running() as interface:
        assert pull(interface) == []
    assert delivered(pull.deliveries[0]) == rows(95)


def test_a_total_that_never_stands_still_is_given_up_on(pull: Puller) -> None:
    with Interface(rows(30), every=lambda n, _: Fault(total=30 + n)).running() as interface:
        (failure,) = pull(interface, restarts=2)
    assert failure.count("总数由") == 3
    assert pull.deliveries == []


def test_a_cursor_that_runs_in_a_circle_is_noticed(pull: Puller) -> None:
    round_again = json.dumps({"data": {"total": 95, "list": rows(5), "next": "10"}}).encode()

    def circle(_: int, request: Request) -> Fault:
        return Fault(body=round_again) if request.parameters.get("cursor") == "20" else Fault()

    with Interface(rows(95), cursor=True, every=circle).running() as interface:
        (failure,) = pull(interface, key=[], restarts=0)
    assert "游标已用过" in failure


def test_an_interrupted_pull_goes_on_after_the_last_page(pull: Puller) -> None:
    gone = {n: Fault(cut=0) for n in range(6, 9)}
    with Interface(rows(95), faults=gone).running() as interface:
        (failure,) = pull(interface, retries=2)
        assert "已存 5 页" in failure
        assert pull.kept == 5
        assert pull.deliveries == []
        before = len(interface.asked)
        assert pull(interface, retries=2) == []
        # the last page once more, to see that the source is still the same, the five that were missing, and
        # one beyond
        assert [request.parameters["page"] for request in interface.asked[before:]] == [*"56789", "10", "11"]
    assert delivered(pull.deliveries[0]) == rows(95)


def test_a_source_that_changed_meanwhile_is_read_anew(pull: Puller) -> None:
    gone = {n: Fault(cut=0) for n in range(6, 9)}
    with Interface(rows(95), faults=gone).running() as interface:
        pull(interface, retries=2)
        del interface.rows[2]  # every later row moves up: going on would lose one
        interface.rows.append({"id": 95, "name": "新公司", "changed": "2024-10-31"})  # the total is the same
        assert pull(interface) == []
        assert delivered(pull.deliveries[0]) == interface.rows


def test_a_page_torn_by_a_power_cut_is_asked_for_again(pull: Puller) -> None:
    gone = {n: Fault(cut=0) for n in range(6, 9)}
    with Interface(rows(95), faults=gone).running() as interface:
        pull(interface, retries=2)
        folder = pull.root / "landing" / "administrative_penalty" / d.FEED / MEMORY / "pages"
        (folder / "000004").write_bytes(bytes(100))
        with (folder / "pages.jsonl").open("a", encoding="utf-8") as file:
            file.write('\n{"name": "0000')
        assert pull(interface) == []
    assert delivered(pull.deliveries[0]) == rows(95)


def test_only_what_changed_since_is_asked_for_and_the_mark_lies_in_landing(pull: Puller) -> None:
    since = {"parameter": "since", "column": "changed", "first": "2024-10-01", "overlap_days": 2}
    with Interface(rows(28)).running() as interface:
        assert pull(interface, since=since) == []
        interface.rows.append({"id": 99, "name": "新公司", "changed": "2024-10-29"})
        assert pull(interface, since=since) == []
    asked = [request.parameters["since"] for request in interface.asked]
    assert asked == ["2024-10-01"] * 4 + ["2024-10-26"] * 2  # newest row 2024-10-28, two days of overlap
    assert [row["id"] for row in delivered(pull.deliveries[-1])] == [25, 26, 27, 99]


def test_token_and_basic_login(pull: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULL_SECRET", "planted-密-secret")
    token = {"type": "token", "token": {"env": "PULL_SECRET"}}
    basic = {"type": "basic", "username": "四库", "password": {"env": "PULL_SECRET"}}
    with Interface(rows(3), login=("四库", "planted-密-secret")).running() as interface:
        assert pull(interface, authentication=basic) == []
        (failure,) = pull(interface)
        assert "登录被拒绝" in failure
    monkeypatch.setenv("PULL_SECRET", "planted-secret-token")
    with Interface(rows(4), token="planted-secret-token").running() as interface:  # noqa: S106 - planted
        assert pull(interface, authentication=token) == []


@pytest.mark.parametrize("send", ["query", "form", "json"])
def test_parameters_are_sent_the_declared_way_and_secrets_not_shown(
    pull: Puller, send: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_KEY", "planted-secret-key")
    with Interface(rows(12)).running() as interface:
        parameters = {"appkey": {"env": "APP_KEY"}, "area": "211100"}
        assert pull(interface, method="post", send=send, parameters=parameters) == []
    assert [r.parameters["appkey"] for r in interface.asked] == ["planted-secret-key"] * 3
    index, _ = content(pull.deliveries[0])
    assert [page["url"].split("?")[1] for page in index["pages"]] == [
        f"appkey=%2A%2A%2A&area=211100&page={n}&size=10" for n in (1, 2)
    ]


def test_a_failure_with_status_200_is_not_taken_for_no_data(pull: Puller) -> None:
    body = json.dumps({"code": "401", "data": {"total": 0, "list": []}}).encode()
    with Interface(rows(3), every=lambda *_: Fault(body=body)).running() as interface:
        (failure,) = pull(interface, success={"field": "code", "values": ["0"]})
    assert "code = '401'" in failure
    assert pull.deliveries == []


def test_a_token_does_not_follow_a_redirect(pull: Puller) -> None:
    with Interface(rows(3)).running() as elsewhere:
        moved = Fault(status=302, headers={"Location": elsewhere.url})
        with Interface(rows(3), every=lambda *_: moved).running() as interface:
            (failure,) = pull(interface)
    assert "HTTP 302" in failure
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "body", [b"<html><p>login</html>", b"{", b"[" * 100_000, b"\xff\xfe\x00", b'{"data": {"total": "many"}}']
)
def test_an_answer_that_is_none_is_told(pull: Puller, body: bytes) -> None:
    with Interface(rows(3), every=lambda *_: Fault(body=body)).running() as interface:
        (failure,) = pull(interface)
    assert "答复" in failure
    assert "Traceback" not in failure


def test_entities_of_an_answer_are_not_expanded(pull: Puller, tmp_path: Path) -> None:
    secret = tmp_path / "private"
    secret.write_text("7", encoding="utf-8")
    body = f'<!DOCTYPE R [<!ENTITY x SYSTEM "file://{secret}">]><R><T>&x;</T><ROWS><ROW/></ROWS></R>'.encode()
    with Interface([], xml=True, every=lambda *_: Fault(body=body)).running() as interface:
        (failure,) = pull(interface, paging=None, rows="ROWS.ROW", total="T", key=[])
    assert "没有声明总数" in failure


def test_sizes_and_times_are_bounded(pull: Puller) -> None:
    with Interface(rows(50), size=50).running() as interface:
        assert "字节" in pull(interface, max_bytes=1000)[0]
        interface.every = lambda *_: Fault(lag=0.1, block=1)  # a byte at a time never ends by itself
        began = time.monotonic()
        assert "时限" in pull(interface, whole_seconds=1)[0]
        interface.every = lambda *_: Fault(status=503, headers={"Retry-After": "3600"})
        assert "3600" in pull(interface, whole_seconds=60)[0]
        assert time.monotonic() - began < 300  # the first would send for 20 minutes, the second wait an hour
    (failure,) = pull(interface, retries=1)
    assert "请求均未成功" in failure  # nobody listens there any more


def test_a_small_compressed_answer_cannot_fill_the_memory(pull: Puller) -> None:
    bomb = Fault(body=b" " * (64 << 20))
    with Interface([], zipped=True, every=lambda *_: bomb).running() as interface:
        assert "字节" in pull(interface, max_bytes=1 << 20)[0]


def test_many_pulls_from_a_source_of_many_faults(pull: Puller, tell: Callable[[str], None]) -> None:
    chance = random.Random(4)
    met: dict[str, int] = {}
    kinds = {
        "cut": lambda: Fault(cut=chance.randrange(400)),
        "reset": lambda: Fault(cut=0, reset=True),
        "busy": lambda: Fault(status=chance.choice([500, 502, 503, 504])),
        "patience": lambda: Fault(status=429, headers={"Retry-After": "0"}),
        "page repeated": lambda: Fault(page=1 + chance.randrange(3)),
        "total changed": lambda: Fault(total=chance.randrange(200)),
        "empty page": lambda: Fault(page=99),
        "garbage": lambda: Fault(body=b"<<<"),
    }

    def fault(_: int, __: Request) -> Fault:
        if chance.random() > 0.2:
            return Fault()
        name = chance.choice(sorted(kinds))
        met[name] = met.get(name, 0) + 1
        return kinds[name]()

    complete = failed = lost = doubled = 0
    for number in range(PULLS):
        mine = Puller(pull.root / str(number))
        held = rows(20 + chance.randrange(100))
        with Interface(held, cursor=number % 2 == 0, every=fault).running() as interface:
            for _ in range(20):
                failures = mine(interface, pause_seconds=0)
                failed += len(failures)
                if not failures:
                    break
        (path,) = mine.deliveries
        got = [row["id"] for row in delivered(path)]
        complete += 1
        lost += len({row["id"] for row in held} - set(got))
        doubled += len(got) - len(set(got))
    faults = ", ".join(f"{name} {count}" for name, count in sorted(met.items()))
    tell(
        f"{complete} complete pulls after {failed} refused ones; {faults}: {lost} rows lost, {doubled} twice"
    )
    assert (complete, lost, doubled) == (PULLS, 0, 0)
    assert min(met.get(name, 0) for name in kinds) >= 3


@pytest.mark.parametrize("xml", [False, True])
def test_a_pull_lands_row_by_row_and_is_read_again_without_the_network(tmp_path: Path, xml: bool) -> None:
    """From the interface to the batch: every row once, told apart by its number through all pages."""
    codes = {name: str(column.code) for name, column in d.STANDARD.by_name.items() if column.code}
    titles = codes if xml else d.TITLES  # a title with brackets is no tag of XML
    sent = [
        {titles[name]: value for name, value in row.items() if name in titles}
        for row in d.penalties(*range(95))
    ]
    places: dict[str, Any] = {"rows": "ROWS.ROW", "total": "@count"} if xml else {}
    pull = Puller(tmp_path)
    with Interface(sent, xml=xml, faults={3: Fault(cut=50), 5: Fault(page=1)}).running() as interface:
        feed = pull.feed(interface, key=[titles["document_no"]], retries=3, **places)
        outcome = pull_feed(tmp_path, d.CATALOGUE, feed, d.KEY, pull.said.append)
    assert outcome.failures == []
    (manifest,) = outcome.new
    assert (manifest.state, manifest.rows_read, manifest.accepted) == ("landed", 95, 95)
    (path,) = pull.deliveries
    d.assert_conserved(tmp_path, manifest, path.read_bytes())
    landed = d.rows_of(tmp_path, manifest)
    assert landed["document_no"].to_list() == [row[titles["document_no"]] for row in sent]
    # from here on nobody listens any more; first the batch is lost and the inbox kept, then the other way
    shutil.rmtree(d.folder_of(tmp_path, manifest))
    replayed = pull_feed(tmp_path, d.CATALOGUE, feed, d.KEY, pull.said.append)
    assert len(replayed.failures) == 1, "the source is not there, and that is said"
    assert [m.batch_id for m in replayed.new] == [manifest.batch_id]
    assert d.rows_of(tmp_path, replayed.new[0]).equals(landed)
    path.unlink()
    (again,) = reread_feed(tmp_path, d.CATALOGUE, feed, d.KEY, pull.said.append).new
    assert d.rows_of(tmp_path, again).equals(landed)
