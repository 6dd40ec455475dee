"""What of the warehouse follows from the catalogue alone (``python -m orchestration.generate``).

* ``models/staging``: renames and casts, one model for the accepted and one for the held rows of a standard;
* ``models/current``: what each record says today, with its subject: one row a record;
* ``docs/files.md``: its list of rules;
* ``macros/catalogue.sql``: standards, parties, registers, populations, for models that go over all.

Nothing in it is anybody's decision: a column added to a standard is added here by the next run, never by
hand. Needs no Dagster.
"""

from __future__ import annotations

from pathlib import Path

from ingest.catalogue import Catalogue
from orchestration.editions import frozen_declarations
from orchestration.generate.current import current_sql, current_yml, is_current
from orchestration.generate.lists import lists_sql, populations
from orchestration.generate.sources import frozen_sql, frozen_yml, source_yml
from orchestration.generate.staging import KINDS, model_sql, model_yml, questions_sql, questions_yml
from orchestration.generate.text import NOTICE, yml
from orchestration.version import PROJECT

__all__ = ["drift", "generated_files", "populations", "write"]
DBT = PROJECT / "dbt_project"
GENERATED = ("models/staging", "models/current", "macros")  # folders that hold generated files


def generated_files(catalogue: Catalogue) -> dict[str, str]:
    """Path below ``dbt_project`` → its text, for everything that is generated."""
    standards = [standard for _, standard in sorted(catalogue.standards.items())]
    files = {
        f"models/staging/stg_{standard.name}{suffix}.sql": model_sql(standard, file, suffix)
        for standard in standards
        for file, (suffix, _) in KINDS.items()
    }
    files["models/staging/stg_questions.sql"] = questions_sql(standards)
    models = [model_yml(s, suffix, text) for s in standards for suffix, text in KINDS.values()]
    files["models/staging/_staging__models.yml"] = yml({"version": 2, "models": [*models, questions_yml()]})
    files["models/staging/_staging__sources.yml"] = yml({"version": 2, "sources": [source_yml(standards)]})
    current = [standard for standard in standards if is_current(standard)]
    files |= {f"models/current/cur_{s.name}.sql": current_sql(s) for s in current}
    files["models/current/_current__models.yml"] = yml(
        {"version": 2, "models": [current_yml(s) for s in current]}
    )
    frozen = frozen_declarations()
    files |= {f"models/staging/stg_{name}.sql": frozen_sql(model) for name, model in frozen.items()}
    files["models/staging/_frozen__models.yml"] = yml(
        {"version": 2, "models": [frozen_yml(model) for model in frozen.values()]}
    )
    files["macros/catalogue.sql"] = lists_sql(standards)
    return files


def drift(files: dict[str, str], folder: Path = DBT) -> list[str]:
    """Paths of files that are missing, differ, or are generated and no longer asked for."""
    here = [path for part in GENERATED for path in (folder / part).glob("*") if path.is_file()]
    generated = {str(p.relative_to(folder)) for p in here if NOTICE in p.read_text(encoding="utf-8")}
    wrong = [
        name
        for name, text in files.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]
    return sorted([*(generated - set(files)), *wrong])


def write(files: dict[str, str], folder: Path = DBT) -> list[str]:
    """Bring the folder up to date; returns the paths of files written or removed."""
    changed = drift(files, folder)
    for name in changed:
        if name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(files[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed
