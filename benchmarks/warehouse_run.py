"""Index a landing folder and build its warehouse, as a refresh does after pulling.

Usage: ``python -m benchmarks.warehouse_run ROOT AS_OF COMMAND…``: ``run`` (models) or ``build`` (and tests).
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from ingest.catalogue import load_catalogue
from ingest.settings import Days
from orchestration.run import RunContext
from orchestration.version import PROJECT


def main() -> None:
    """Index, then become dbt: its memory is what is measured."""
    root, as_of, command = Path(sys.argv[1]).resolve(), date.fromisoformat(sys.argv[2]), sys.argv[3:]
    RunContext(root, Days(as_of, as_of), "bench", load_catalogue(), b"").index()
    project = str(PROJECT / "dbt_project")
    dbt = str(Path(sys.executable).with_name("dbt"))
    places = ["--project-dir", project, "--profiles-dir", project, "--target-path", str(root / "target")]
    exclude = ["--exclude-resource-type", "unit_test"] if command[0] == "build" else []
    environment = os.environ | {"SIKU_DATA": str(root), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    os.execve(dbt, [dbt, "--log-path", str(root / "target"), *command, *exclude, *places], environment)


if __name__ == "__main__":
    main()
