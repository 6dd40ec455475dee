"""Build the self-contained checker from the packages of this environment, without a network.

The environment was installed from the hash-locked file, and every copied file is compared with the hash its
package recorded when it was installed. The file holds compiled libraries, so its name says for which
platform and which Python it is. The first start unpacks it into a cache (``SHIV_ROOT``, default ``~/.shiv``).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("quality", "ingest")  # no scheduler, no warehouse
NEEDED = (
    *("polars", "pyarrow", "pandera", "numpy", "pydantic", "PyYAML"),
    *("fastexcel", "lxml", "ijson", "XlsxWriter", "Jinja2", "typer", "rich"),
)
# Not needed at run time: tests, headers, type stubs, what belongs into bin/.
LEFT_OUT = re.compile(r"(^|/)(tests|include)/|\.(pyc|pyi|pxd|pyx|pxi|h|hpp|a|cmake)$|^\.\.")
OUR_FILES = ("*.py", "*.yml", "*.csv", "*.md", "*.j2")


def name() -> str:
    """The file's name: what it is, platform, Python."""
    platform = sysconfig.get_platform()
    return f"siku-check-{platform}-cp{sys.version_info.major}{sys.version_info.minor}.pyz"


def build(target: Path, *, compressed: bool = True) -> int:
    """Write the checker; returns its size in bytes.

    Args:
        target: the file.
        compressed: small and slow to build, or large and fast; both hold the same.

    Raises:
        LookupError: a needed package is not installed, or a file of it is not what was installed.
        subprocess.CalledProcessError: shiv failed; what it said is shown.
    """
    with tempfile.TemporaryDirectory(prefix="siku-checker-") as folder:
        site = Path(folder) / "site-packages"
        for distribution in _closure(NEEDED):
            _copy(distribution, site)
        for room in ROOMS:
            for pattern in OUR_FILES:
                for path in (PROJECT / room).rglob(pattern):
                    place = site / path.relative_to(PROJECT)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, place)
        target.parent.mkdir(parents=True, exist_ok=True)
        python = f"/usr/bin/env python{sys.version_info.major}.{sys.version_info.minor}"
        command = [sys.executable, "-m", "shiv", "--site-packages", str(site), "--reproducible"]
        command += ["--entry-point", "ingest.desk:main", "--python", python, "--output-file", str(target)]
        command += ["--compressed" if compressed else "--uncompressed"]
        subprocess.run(command, check=True)  # noqa: S603 - our own command
    return target.stat().st_size


def _closure(names: tuple[str, ...]) -> list[importlib.metadata.Distribution]:
    """The packages and everything they need, in the versions installed here."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = list(names)
    while waiting:
        wanted = waiting.pop()
        try:
            distribution = importlib.metadata.distribution(wanted)
        except importlib.metadata.PackageNotFoundError as error:
            raise LookupError(f"缺少软件包 / a package is not installed: {wanted}") from error
        key = distribution.metadata["Name"].lower()
        if key in found:
            continue
        found[key] = distribution
        for text in distribution.requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return [found[key] for key in sorted(found)]


def _copy(distribution: importlib.metadata.Distribution, site: Path) -> None:
    for file in distribution.files or []:
        if LEFT_OUT.search(str(file)):
            continue
        data = Path(str(file.locate())).read_bytes()
        if file.hash is not None:
            digest = hashlib.new(file.hash.mode, data).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
                raise LookupError(f"文件与安装时不同 / changed since it was installed: {file}")
        place = site / str(file)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def main() -> int:
    """Build into ``dist/``, or where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("target", nargs="?", type=Path, default=PROJECT / "dist" / name())
    target: Path = parser.parse_args().target
    size = build(target)
    sys.stdout.write(f"{target}: {size / 1e6:.0f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
