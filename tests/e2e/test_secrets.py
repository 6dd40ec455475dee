"""Keys and personal numbers stay where they belong: in the original bytes and in the key's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from tests.e2e.conftest import PERSON, WRONG, RestatedCity
from tests.planted import holds


def written(root: Path, before: Path) -> Iterator[Path]:
    """Files that the last refresh wrote, but for the bytes that were delivered."""
    for path in root.rglob("*"):
        place = path.relative_to(root)
        if not path.is_file() or place.parts[0] == "inbox" or path.name.startswith("original"):
            continue
        old = before / place
        if not old.is_file() or old.stat().st_mtime_ns != path.stat().st_mtime_ns:
            yield path


def persons(root: Path) -> int:
    with duckdb.connect(str(root / "published" / "restricted.duckdb"), read_only=True) as connection:
        [(count,)] = connection.execute("select count(*) from subjects where library = 'per'").fetchall()
    return int(count)


def test_nothing_secret_is_written_anywhere_but_where_it_belongs(
    refreshed_city: Path, restated_city: RestatedCity, siku: Callable[..., str]
) -> None:
    root, secrets = restated_city.root, (restated_city.key, PERSON, WRONG)
    assert persons(root) == persons(refreshed_city) + 1, "the person with a right number is known"
    said = restated_city.printed + siku(root, "report") + siku(root, "status")
    said += siku(root, "questions", "市市场监管局", "--limit", "10000")
    assert "PID-CHECK" in said
    files = list(written(root, refreshed_city))
    assert {"warehouse.duckdb", "restricted.duckdb", "questions.parquet"} <= {path.name for path in files}
    assert [path for path in files if path.is_relative_to(root / "dagster")]
    found = {
        (secret, path.relative_to(root).as_posix())
        for path in files for secret in secrets if holds(path, secret)
    }  # fmt: skip
    assert found == set()
    assert not [secret for secret in secrets if secret in said]


def open_to_others(folder: Path) -> Iterator[Path]:
    """Files that every account of the machine can reach and read, as far as their modes say."""
    for path in folder.iterdir():
        mode = path.lstat().st_mode
        if path.is_dir() and not path.is_symlink():
            if mode & 0o001:
                yield from open_to_others(path)
        elif mode & 0o004 and not path.is_symlink():
            yield path


def test_other_accounts_of_the_machine_read_what_is_published_to_them(refreshed_city: Path) -> None:
    seen = [path.relative_to(refreshed_city) for path in open_to_others(refreshed_city)]
    assert not {path.parts[0] for path in seen} & {
        "landing",
        "history",
        "returns",
        "dagster",
        "warehouse.duckdb",
    }
    files = {path.name for path in seen if path.parts[0] == "published" and path.suffix == ".duckdb"}
    assert {"public.duckdb", "shared.duckdb"} <= files
    assert "restricted.duckdb" not in files
