"""Write the return workbooks that are missing: ``returns/<department>/<feed>/<batch>.xlsx``.

Derived from landing: delete them, they come back byte for byte. They hold what the sender wrote, personal
numbers included, so only the owner of the data root may read them.
"""

from __future__ import annotations

import re
import shutil
import traceback
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.disk import sync
from ingest.landing import batch_folder
from ingest.manifest import Manifest, batches
from ingest.returns.refused import has_refused, refused_sheets
from ingest.returns.workbook import stamp_of, write_workbook

CUSTOM = "docProps/custom.xml"
BUILDING = ".building"


@dataclass
class Written:
    """What one walk over landing did.

    Attributes:
        new: workbooks written, by their path.
        rules: findings in them by rule.
        kept: workbooks that were there already.
        removed: workbooks of batches that, judged anew, have nothing to return.
        failures: batches whose workbook could not be written, each with its traceback.
    """

    new: list[Path] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    removed: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def returns(root: Path) -> Path:
    """The folder of the return workbooks of a data root."""
    return root / "returns"


def workbook_path(root: Path, manifest: Manifest) -> Path:
    """Where the return workbook of a batch lies."""
    department = re.sub(r"[/\\\x00]", "_", manifest.department)
    return returns(root) / department / manifest.feed_id / f"{manifest.batch_id}.xlsx"


def write_returns(root: Path, catalogue: Catalogue) -> Written:
    """Write the workbook of every batch that has refused rows and no workbook of its present verdict.

    A batch whose workbook cannot be written is reported and stops no other.
    """
    done = Written()
    shutil.rmtree(returns(root) / BUILDING, ignore_errors=True)  # what a killed run left
    for manifest in batches(root):
        if manifest.feed_id not in catalogue.feeds or manifest.standard not in catalogue.standards:
            continue  # landed under a catalogue that is not loaded now
        path = workbook_path(root, manifest)
        try:
            _settle(root, path, manifest, catalogue, done)
        except Exception:  # the boundary between batches: one must not keep the rest from their senders
            done.failures.append(f"{path.relative_to(root)}: {traceback.format_exc()}")
    return done


def _settle(root: Path, path: Path, manifest: Manifest, catalogue: Catalogue, done: Written) -> None:
    """Write, keep or remove the workbook of one batch, and note which."""
    if not has_refused(manifest):
        if path.exists():
            path.unlink()
            done.removed.append(path)
    elif _is_current(path, manifest):
        done.kept += 1
    else:
        done.rules += _write(root, path, manifest, catalogue)
        done.new.append(path)


def _write(root: Path, path: Path, manifest: Manifest, catalogue: Catalogue) -> Counter[str]:
    standard, feed = catalogue.standards[manifest.standard], catalogue.feeds[manifest.feed_id]
    building = returns(root) / BUILDING
    for folder in (returns(root), path.parent.parent, path.parent, building):
        folder.mkdir(mode=0o700, exist_ok=True)
    aside = building / path.name
    try:
        aside.touch(mode=0o600)
        batch = batch_folder(root, feed, manifest.batch_id)
        rules = write_workbook(
            aside, manifest, standard, feed, refused_sheets(batch, manifest, standard, feed)
        )
        sync(aside)
        aside.replace(path)
    finally:
        shutil.rmtree(building)
    return rules


def _is_current(path: Path, manifest: Manifest) -> bool:
    """Whether the workbook that lies there was made from this verdict; one that is damaged is not."""
    try:
        with zipfile.ZipFile(path) as book:
            return f">{stamp_of(manifest)}<".encode() in book.read(CUSTOM)
    except (FileNotFoundError, zipfile.BadZipFile, KeyError):
        return False
