"""The restricted file is encrypted when a key is set, with OpenSSL from a package, or not at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.catalogue import Audience
from ingest.settings import SettingError
from orchestration.release import files
from orchestration.release.files import KEY_FILE, last_manifest, opened
from orchestration.release.marts import Mart, MartColumn
from orchestration.release.tables import Release
from orchestration.release.write import publish
from orchestration.released import NothingToExplainError, released

MART = Mart("officers", "人员", (MartColumn("note", "备注", Audience.restricted),))
NOTE = "只有主管部门可见的备注"


def _publish(root: Path, run: str) -> Path:
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        connection.execute(f"create or replace table officers as select '{NOTE}' as note")
    publish(root, [MART], Release(date(2026, 10, 31), run, "1", run))
    return root / "published" / "restricted.duckdb"


def _set_key(monkeypatch: pytest.MonkeyPatch, folder: Path, key: str) -> None:
    place = folder / "restricted.key"
    place.write_text(key, encoding="ascii")
    monkeypatch.setenv(KEY_FILE, str(place))


def test_with_a_key_only_its_holder_reads_the_restricted_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert NOTE.encode() in _publish(tmp_path, "plain").read_bytes()
    _set_key(monkeypatch, tmp_path, "k" * 32)
    path = _publish(tmp_path, "sealed")  # compared with the plain one before
    assert NOTE.encode() not in path.read_bytes()
    manifest = last_manifest(tmp_path)
    assert manifest is not None
    assert {name: file["encrypted"] for name, file in manifest["files"].items()} == {
        "public.duckdb": False, "shared.duckdb": False, "restricted.duckdb": True,
    }  # fmt: skip
    parquet = tmp_path / "published" / "parquet"  # nothing of the sealed file lies beside it in the clear
    assert sorted(path.name for path in parquet.iterdir()) == ["public", "shared"]
    assert manifest["parquet"]["restricted"] is None
    with pytest.raises(duckdb.Error, match="without a key"):
        duckdb.connect(str(path), read_only=True)
    _publish(tmp_path, "again")  # compared with a sealed one before
    with released(tmp_path) as release:
        assert release.rows("select note from officers") == [{"note": NOTE}]
        assert release.rows("select * from release_changes") == []
    _set_key(monkeypatch, tmp_path, "q" * 32)
    with pytest.raises(SettingError, match="is not its key"), opened(path, Audience.restricted):
        pass
    _publish(tmp_path, "rotated")  # the file before cannot be read any more: that stops nothing
    told = json.loads((tmp_path / "published" / "diff.json").read_text(encoding="utf-8"))
    assert told["files"] == {"public.duckdb": {}, "shared.duckdb": {}, "restricted.duckdb": None}
    monkeypatch.delenv(KEY_FILE)
    with pytest.raises(NothingToExplainError, match=KEY_FILE), released(tmp_path):
        pass
    assert path.exists()


def test_without_the_extension_nothing_is_written_in_the_unsafe_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(tmp_path, "good")
    _set_key(monkeypatch, tmp_path, "k" * 32)
    monkeypatch.setattr(files, "EXTENSION", "no_such_package")
    with pytest.raises(SettingError, match="pip install duckdb-extension-httpfs"):
        _publish(tmp_path, "bad")
    manifest = last_manifest(tmp_path)
    assert manifest is not None
    assert manifest["run_id"] == "good"


@pytest.mark.parametrize("key", ["short", ""])
def test_a_short_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    _set_key(monkeypatch, tmp_path, key)
    with pytest.raises(SettingError, match="32"):
        _publish(tmp_path, "bad")
