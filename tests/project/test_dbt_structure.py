"""Rules every model keeps; each test names the offenders."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.catalogue import HERE, Audience, load_catalogue
from tests.project.conftest import Manifest, Node, publish

GRAIN_TESTS = {"unique", "unique_rows"}
LAYER_OF_PREFIX = {"stg_": "staging", "cur_": "current", "pop_": "populations"}
MOST_JOINS = 7
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_model_has_a_tested_grain(manifest: Manifest) -> None:
    tested = {
        node["attached_node"].rsplit(".", 1)[-1]
        for node in manifest.tests
        if node.get("attached_node") and node["test_metadata"]["name"] in GRAIN_TESTS
    }
    # A generated staging view joins nothing: assert_every_row_is_conserved counts its rows against the file.
    copies = {
        name for name, node in manifest.models.items() if "landing_source('" in node["raw_code"]
    } - tested
    assert {name for name in copies if manifest.folder(manifest.models[name]) != "staging"} == set()
    assert sorted((set(manifest.models) | set(manifest.seeds)) - tested - copies) == []


def test_the_name_of_a_grain_is_that_of_its_model(manifest: Manifest) -> None:
    """By it a build that leaves these tests out finds them (macros/grain.sql)."""
    grains = {
        node["name"]: node["attached_node"].rsplit(".", 1)[-1]
        for node in manifest.tests
        if node.get("attached_node") and node["test_metadata"]["name"] in GRAIN_TESTS
    }
    assert {name for name, model in grains.items() if name != f"grain_of_{model}"} == set()
    # as many as there are tests: no model has two
    assert (
        len(grains)
        == len(set(grains.values()))
        == sum(node["name"].startswith("grain_of_") for node in manifest.tests)
    )


def test_every_way_to_make_a_relation_asks_for_its_grain(project_dir: Path) -> None:
    makers = {
        (path.name, text.count("adapter.commit()"), text.count("assert_grain(relation)"))
        for path in (project_dir / "macros" / "materializations").glob("*.sql")
        if "materialization" in (text := path.read_text(encoding="utf-8"))
    }
    assert {name for name, _, _ in makers} >= {"table.sql", "view.sql", "seed.sql"}
    assert {maker for maker in makers if maker[1] != maker[2]} == set()


def test_everything_is_described_in_chinese(manifest: Manifest) -> None:
    described = {
        f"{node['name']}.{name}": text
        for node in (*manifest.models.values(), *manifest.seeds.values())
        for name, text in [
            ("", node["description"]),
            *((c, v["description"]) for c, v in node["columns"].items()),
        ]
    }
    assert sorted(place for place, text in described.items() if not CHINESE.search(text)) == []


def test_only_staging_reads_sources_and_staging_reads_nothing_else(manifest: Manifest) -> None:
    outside = [
        name
        for name, node in manifest.models.items()
        if manifest.parents(node, "source") and manifest.folder(node) != "staging"
    ]
    inside = [
        name
        for name, node in manifest.models.items()
        if manifest.folder(node) == "staging"
        and (manifest.parents(node, "model") or manifest.parents(node, "seed"))
    ]
    assert (outside, inside) == ([], [])


def test_names_say_the_layer(manifest: Manifest) -> None:
    wrong = [
        name
        for name, node in manifest.models.items()
        for prefix, layer in LAYER_OF_PREFIX.items()
        if name.startswith(prefix) != (manifest.folder(node) == layer)
    ]
    assert wrong == []


def test_marts_have_a_contract_and_are_public(manifest: Manifest) -> None:
    marts = {node["name"] for node in manifest.marts()}
    in_folder = {name for name, node in manifest.models.items() if manifest.folder(node).startswith("marts")}
    assert in_folder - marts == set()
    assert marts - in_folder == {"subjects"}
    weak = [
        node["name"]
        for node in manifest.marts()
        if not node["config"]["contract"]["enforced"]
        or node["access"] != "public"
        or node["config"]["materialized"] not in ("table", "view")
        or "as_of_date" not in node["columns"]
    ]
    assert weak == []


def test_nothing_is_built_for_nobody(manifest: Manifest) -> None:
    used = {parent for node in manifest.models.values() for parent in node["depends_on"]["nodes"]}
    marts = {node["name"] for node in manifest.marts()}
    idle = [
        node["unique_id"]
        for node in (*manifest.models.values(), *manifest.seeds.values(), *manifest.sources.values())
        if node["unique_id"] not in used and node["name"] not in marts and not _judges_release(node)
    ]
    # generated layers are whole, used or not: every standard is landed, counted and kept by version
    generated = ("__held", *(name for name in manifest.models if name.startswith("cur_")))
    assert [name for name in idle if not name.endswith(generated)] == []


def _judges_release(node: Node) -> bool:
    """Policy that no model reads, but the release before it is published."""
    return bool(node["config"].get("meta", {}).get("judges_release"))


def test_models_stay_small(manifest: Manifest) -> None:
    joins = {name: len(re.findall(r"\bjoin\b", node["raw_code"])) for name, node in manifest.models.items()}
    written = {name: node for name, node in manifest.models.items() if "do not edit" not in node["raw_code"]}
    lines = {name: node["raw_code"].count("\n") for name, node in written.items()}
    assert {name: number for name, number in joins.items() if number > MOST_JOINS} == {}
    assert {name: number for name, number in lines.items() if number > 120} == {}


def test_property_files_stay_readable(project_dir: Path) -> None:
    long = {
        path.name: text.count("\n")
        for path in project_dir.glob("[ms]*/**/*.yml")
        if (text := path.read_text(encoding="utf-8")).count("\n") > 300 and "generated from" not in text
    }
    assert long == {}


def test_no_test_only_warns(manifest: Manifest) -> None:
    assert [node["name"] for node in manifest.tests if node["config"]["severity"].lower() != "error"] == []


def test_every_project_test_is_shown_at_a_table(manifest: Manifest) -> None:
    singular = [node for node in manifest.tests if not node.get("attached_node")]
    shown_nowhere = [
        node["name"]
        for node in singular
        if node["config"]["meta"]["dagster"]["ref"]["name"] not in {*manifest.models, *manifest.seeds}
        or not CHINESE.search(node["description"])
    ]
    assert shown_nowhere == []
    assert len(singular) >= 7


def test_names_are_ascii(manifest: Manifest) -> None:
    names = [node["name"] for node in (*manifest.models.values(), *manifest.seeds.values(), *manifest.tests)]
    names += [column for node in manifest.models.values() for column in node["columns"]]
    assert [name for name in names if not name.isascii()] == []


def test_every_population_is_counted(manifest: Manifest) -> None:
    written = {name for name in manifest.models if name.startswith("pop_")}
    counted = {
        parent.rsplit(".", 1)[-1] for parent in manifest.models["indicator_members"]["depends_on"]["nodes"]
    }
    assert written == {name for name in counted if name.startswith("pop_")}


def test_every_standard_finds_its_subjects(manifest: Manifest) -> None:
    """What names a subject or a person by number has a party; what has one is matched, or is a register."""
    standards = load_catalogue([HERE]).standards.values()
    registers = set(manifest.parents(manifest.models["register_deliveries"], "model"))
    parties = set(manifest.parents(manifest.models["record_parties"], "model"))
    missing = [
        standard.name
        for standard in standards
        if (standard.kind == "register" or standard.party)
        and f"model.siku.stg_{standard.name}" not in (registers if standard.kind == "register" else parties)
    ]
    silent = [
        f"{standard.name}.{column.name}"
        for standard in standards
        for column in standard.columns
        if column.name.startswith("party_") and not standard.party
    ]
    assert (missing, silent) == ([], [])


def test_no_mart_reaches_further_than_its_standard(manifest: Manifest) -> None:
    standards = load_catalogue([HERE]).standards
    order = list(Audience)
    wider = []
    for mart in manifest.marts():
        for column in mart["columns"].values():
            origin, audience = column["config"]["meta"].get("origin"), publish(column)
            if not origin or not audience:
                continue
            standard, name = origin.split(".")
            allowed = standards[standard].by_name[name].publish
            if allowed is None or order.index(Audience(audience)) < order.index(allowed):
                wider.append(f"{mart['name']}.{column['name']}: {audience}, but {origin} is {allowed}")
    assert wider == []


def test_columns_about_a_person_stay_inside(manifest: Manifest) -> None:
    inside = {("disclosure_clock", "subject_id"), ("indicator_members", "subject_id")}
    found = {
        (mart["name"], name)
        for mart in manifest.marts()
        for name, column in mart["columns"].items()
        if publish(column) == "restricted"
    }
    assert inside <= found
    # persons are rows of subjects: the files that are not restricted leave those rows out
    rows = manifest.models["subjects"]["config"]["meta"]["rows"]
    assert rows == {"public": "library <> 'per'", "shared": "library <> 'per'"}
