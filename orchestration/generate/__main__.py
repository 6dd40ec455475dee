"""Write what follows from the catalogue alone, or say whether it is out of date."""

from __future__ import annotations

import argparse
import sys

from ingest.catalogue import HERE, load_catalogue
from orchestration.generate import drift, generated_files, write
from orchestration.rules_page import bring_up_to_date


def main(arguments: list[str] | None = None) -> int:
    """Write what is generated; with ``--check`` only say (exit code 1) whether it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if out of date")
    check: bool = parser.parse_args(arguments).check
    # The built-in standards only: the models are part of the project, an extra catalogue brings feeds.
    files = generated_files(load_catalogue([HERE]))
    changed = drift(files) if check else write(files)
    changed += bring_up_to_date(check=check)
    for name in changed:
        sys.stdout.write(f"{name}\n")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
