"""The watchers' page as docs/centre.md has it: a real nginx with login before a real read-only Dagster."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from orchestration.refresh import prepare_home
from tests.servers.dagster_page import DagsterPage
from tests.servers.nginx import Proxy
from tests.servers.tiny_location import defs

WATCHER, PASSWORD = "watcher", "a word of the tests'"
WORKSPACE = """\
load_from:
  - python_module:
      module_name: tests.servers.tiny_location
      location_name: tiny
"""
SELECTOR = {"repositoryLocationName": "tiny", "repositoryName": "__repository__"}
# What a watcher could try, and what each of them is given; all of it valid where writing is allowed.
FORBIDDEN: dict[str, tuple[str, dict[str, object]]] = {
    "launchRun": (
        "mutation($p: ExecutionParams!) { launchRun(executionParams: $p) { __typename } }",
        {"p": {"selector": SELECTOR | {"jobName": "refresh"}, "runConfigData": "{}"}},
    ),
    "startSchedule": (
        "mutation($s: ScheduleSelector!) { startSchedule(scheduleSelector: $s) { __typename } }",
        {"s": SELECTOR | {"scheduleName": "daily"}},
    ),
    "deleteRun": ("mutation($r: String!) { deleteRun(runId: $r) { __typename } }", {"r": "RUN"}),
    "wipeAssets": (
        "mutation($a: [PartitionsByAssetSelector!]!) { wipeAssets(assetPartitionRanges: $a) { __typename } }",
        {"a": [{"assetKey": {"path": ["something"]}}]},
    ),
    "reportRunlessAssetEvents": (
        "mutation($e: ReportRunlessAssetEventsParams!) {"
        " reportRunlessAssetEvents(eventParams: $e) { __typename } }",
        {"e": {"eventType": "ASSET_MATERIALIZATION", "assetKey": {"path": ["something"]}}},
    ),
    "reloadWorkspace": ("mutation { reloadWorkspace { __typename } }", {}),
    "shutdownRepositoryLocation": (
        "mutation($l: String!) { shutdownRepositoryLocation(repositoryLocationName: $l) { __typename } }",
        {"l": "tiny"},
    ),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Dagster home as a refresh makes it, with a run that is over and one that goes on."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DAGSTER_HOME", str(tmp_path_factory.mktemp("watched") / "dagster"))
        home = prepare_home()
        with dg.DagsterInstance.get() as instance:
            refresh = defs.resolve_job_def("refresh")
            assert refresh.execute_in_process(instance=instance).success
            instance.create_run_for_job(refresh, status=dg.DagsterRunStatus.STARTED)
        yield home


@pytest.fixture(scope="module")
def proxy(home: Path) -> Iterator[Proxy]:
    """nginx before the page."""
    workspace = home.parent / "workspace.yaml"
    workspace.write_text(WORKSPACE, encoding="utf-8")
    page = DagsterPage(home, workspace)
    proxy = Proxy(page.port, WATCHER, PASSWORD)
    (proxy.site / "index.html").write_text("<title>看板</title>", encoding="utf-8")
    yield proxy
    proxy.daemon.remove()
    page.daemon.remove()


@pytest.fixture(scope="module")
def watcher(proxy: Proxy) -> Iterator[requests.Session]:
    """Somebody with the password."""
    with requests.Session() as session:
        session.trust_env = False  # a list of certificates in the environment would replace ours
        session.auth = (WATCHER, PASSWORD)
        session.verify = str(proxy.trust)
        yield session


def runs() -> dict[str, dg.DagsterRun]:
    """The two runs by what they do."""
    with dg.DagsterInstance.get() as instance:
        return {run.status.value: run for run in instance.get_runs()}


@pytest.mark.parametrize("path", ["/", "/graphql", "/server_info", "/site/index.html", "/assets/something"])
@pytest.mark.parametrize("login", [None, (WATCHER, "guessed"), ("somebody", PASSWORD)])
def test_nothing_is_shown_without_the_password(
    proxy: Proxy, path: str, login: tuple[str, str] | None
) -> None:
    answer = requests.get(proxy.url + path, auth=login, verify=proxy.trust, timeout=30)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert "dagster" not in answer.text.lower()


def test_the_page_and_the_site_are_shown_with_it(proxy: Proxy, watcher: requests.Session) -> None:
    page = watcher.get(proxy.url, timeout=30)
    assert page.status_code == 200
    assert 'id="initialization-data"' in page.text
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    site = watcher.get(f"{proxy.url}/site/index.html", timeout=30)
    assert "看板" in site.content.decode()


def test_a_watcher_reads_assets_and_runs(proxy: Proxy, watcher: requests.Session) -> None:
    query = "{ assetNodes { assetKey { path } } runsOrError { ... on Runs { results { runId status } } } }"
    told = watcher.post(f"{proxy.url}/graphql", json={"query": query}, timeout=30).json()["data"]
    assert told["assetNodes"] == [{"assetKey": {"path": ["something"]}}]
    seen = {run["status"]: run["runId"] for run in told["runsOrError"]["results"]}
    assert seen == {status: run.run_id for status, run in runs().items()}
    assert set(seen) == {"SUCCESS", "STARTED"}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_watcher_changes_nothing(proxy: Proxy, watcher: requests.Session, name: str) -> None:
    query, variables = FORBIDDEN[name]
    given = json.loads(json.dumps(variables).replace('"RUN"', f'"{runs()["STARTED"].run_id}"'))
    answer = watcher.post(
        f"{proxy.url}/graphql", json={"query": query, "variables": given}, timeout=30
    ).json()
    assert answer == {"data": {name: {"__typename": "UnauthorizedError"}}}


def test_a_watcher_ends_no_run(proxy: Proxy, watcher: requests.Session) -> None:
    query = (
        "mutation($r: String!) { terminateRun(runId: $r, terminatePolicy: MARK_AS_CANCELED_IMMEDIATELY)"
        " { ... on TerminateRunFailure { message } } }"
    )
    asked = {"query": query, "variables": {"r": runs()["STARTED"].run_id}}
    answer = watcher.post(f"{proxy.url}/graphql", json=asked, timeout=30).json()
    assert "do not have permission" in answer["data"]["terminateRun"]["message"]


def test_after_all_attempts_everything_is_as_it_was(proxy: Proxy) -> None:
    with dg.DagsterInstance.get() as instance:
        assert sorted(run.status.value for run in instance.get_runs()) == ["STARTED", "SUCCESS"]
        assert instance.all_instigator_state() == []
        assert instance.get_latest_materialization_event(dg.AssetKey("something")) is not None


def live(proxy: Proxy, password: str) -> ClientConnection:
    login = base64.b64encode(f"{WATCHER}:{password}".encode()).decode()
    return connect(
        proxy.url.replace("https", "wss") + "/graphql",
        ssl=proxy.context,
        subprotocols=["graphql-ws"],  # type: ignore[list-item]
        additional_headers={"Authorization": f"Basic {login}"},
        proxy=None,
    )


def test_live_updates_come_through(proxy: Proxy) -> None:
    """Told of an event that is stored after the page has asked, as while a refresh runs."""
    run = runs()["STARTED"]
    query = (
        "subscription($r: ID!, $c: String) { pipelineRunLogs(runId: $r, cursor: $c) { __typename"
        " ... on PipelineRunLogsSubscriptionSuccess { messages { ... on MessageEvent { message } } } } }"
    )
    with live(proxy, PASSWORD) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": {}}))
        asked = {"query": query, "variables": {"r": run.run_id}}
        socket.send(json.dumps({"type": "start", "id": "1", "payload": asked}))
        with dg.DagsterInstance.get() as instance:
            for thing in ("one thing", "one more thing"):  # held open in between, as a refresh does
                instance.report_engine_event(thing, run)
                while thing not in (said := str(socket.recv(timeout=30))):
                    assert "error" not in json.loads(said)["type"], said


def test_no_live_updates_without_the_password(proxy: Proxy) -> None:
    with pytest.raises(InvalidStatus) as refused:
        live(proxy, "guessed")
    assert refused.value.response.status_code == 401


def test_the_log_says_who_looked(proxy: Proxy) -> None:
    lines = [line for line in proxy.seen.splitlines() if '"GET /site/index.html' in line]
    assert [line.split()[2] for line in lines if " 200 " in line] == [WATCHER]
    assert PASSWORD not in proxy.seen
