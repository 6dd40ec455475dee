"""What every connector shares: secrets nobody shows, files that appear whole, failures that stop no other."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import ValidationError

from ingest.connectors import fetching
from ingest.connectors.inbox import FetchError, Inbox, plain_name
from ingest.connectors.secrets import Secret, SecretError, scrub
from tests.integration import deliveries as d

WORD = 'p@ss/w"ört 密码'
RECEIVED = datetime(2024, 10, 31, 4, tzinfo=UTC)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path, d.CATALOGUE.feeds[d.FEED])


def test_a_secret_is_read_from_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_PASSWORD", WORD)
    kept = tmp_path / "password"
    kept.write_text(f"{WORD}\n", encoding="utf-8")
    for secret in (Secret(env="SOURCE_PASSWORD"), Secret(file=kept)):
        assert secret.read().get_secret_value() == WORD
        assert WORD not in f"{secret!r} {secret} {secret.read()!r} {secret.model_dump_json()}"


def test_a_secret_in_the_yaml_itself_is_refused() -> None:
    with pytest.raises(ValidationError):
        Secret.model_validate(WORD)
    with pytest.raises(ValidationError, match="either"):
        Secret.model_validate({"env": "A", "file": "/b"})
    with pytest.raises(ValidationError, match="absolute"):
        Secret.model_validate({"file": "password"})


def test_a_missing_secret_is_named_by_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    with pytest.raises(SecretError, match="NOT_SET"):
        Secret(env="NOT_SET").read()
    with pytest.raises(SecretError, match="nowhere"):
        Secret(file=tmp_path / "nowhere").read()


def test_every_spelling_of_a_secret_is_scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_PASSWORD", WORD)
    Secret(env="SOURCE_PASSWORD").read()
    spellings = [WORD, quote(WORD, safe=""), repr(WORD)[1:-1], base64.b64encode(WORD.encode()).decode()]
    said = scrub(f"postgresql://siku:{spellings[1]}@db/x failed: " + " ".join(spellings))
    assert not [spelling for spelling in spellings if spelling in said]
    assert said.startswith("postgresql://siku:***@db/x failed")


def test_a_file_appears_in_the_inbox_whole_or_not_at_all(inbox: Inbox) -> None:
    def broken() -> None:
        with inbox.receiving("a.csv", RECEIVED) as file:
            file.write(b"half")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        broken()
    assert list(inbox.folder.iterdir()) == []
    for content in (b"first", b"second"):
        with inbox.receiving("../out/a.csv", RECEIVED) as file:
            file.write(content)
    lying = {path.name: path.read_bytes() for path in inbox.folder.iterdir()}
    assert lying == {"a.csv": b"first", "a~2.csv": b"second"}
    assert {path.stat().st_mtime for path in inbox.folder.iterdir()} == {RECEIVED.timestamp()}


def test_a_name_from_a_source_never_leaves_the_inbox() -> None:
    given = [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        ".hidden",
        "~$x.xlsx",
        "a\0b",
        "/",
        "",
        "月" * 200 + ".xlsx",
    ]
    made = [plain_name(name) for name in given]
    assert made[:7] == ["passwd", "boot.ini", "hidden", "$x.xlsx", "ab", "unnamed", "unnamed"]
    assert made[7].endswith("月.xlsx")
    assert len(made[7].encode()) <= 200


def test_what_a_connector_remembers_outlives_the_pull(inbox: Inbox) -> None:
    assert inbox.recall("watermark") == {}
    inbox.remember("watermark", {"since": "2024-10-31"})
    assert Inbox(inbox.root, inbox.feed).recall("watermark") == {"since": "2024-10-31"}


@pytest.mark.parametrize("error", [FetchError("the source hung up"), RuntimeError(f"bad URL siku:{WORD}@")])
def test_a_fetch_that_fails_is_reported_and_what_it_brought_lands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setenv("SOURCE_PASSWORD", WORD)

    def breaking(inbox: Inbox) -> None:
        Secret(env="SOURCE_PASSWORD").read()
        with inbox.receiving("first.csv", RECEIVED) as file:
            file.write(d.as_csv(d.penalties(1, 2)))
        raise error

    monkeypatch.setitem(fetching.FETCH, "file_drop", breaking)
    outcome = d.pull(tmp_path)
    assert [(m.source_uri, m.accepted) for m in outcome.new] == [(f"inbox/{d.FEED}/first.csv", 2)]
    (failure,) = outcome.failures
    assert failure.startswith(d.FEED)
    assert str(error)[:7] in failure
    assert WORD not in failure
