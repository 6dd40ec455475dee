"""Take a published figure apart: value, target, base, verdict, and its members with file, sheet and row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.catalogue import load_catalogue
from ingest.landing import landing
from orchestration import words
from orchestration.release.files import OFFLINE
from orchestration.released import NothingToExplainError, Released, Row, released

Section = tuple[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """What somebody wants to have explained: a line; of it a unit or district, a part, one member."""

    indicator: str
    unit: str | None = None
    part: str | None = None
    member: str | None = None
    limit: int = 20

    @property
    def cut(self) -> list[str | None]:
        """Values for the conditions of `MEMBERS`: line, unit or district, part."""
        return [self.indicator, self.unit, self.unit, self.unit, self.part, self.part]


def explain(root: Path, asked: Asked) -> list[Section]:
    """Explain one line of the task table, ready to be printed section by section.

    Raises:
        NothingToExplainError: nothing is published, or no such indicator, unit, part or member.
    """
    with released(root) as release:
        line = release.line(asked.indicator)
        values = release.rows(
            VALUES, asked.indicator, asked.unit, asked.part, asked.unit, asked.part, asked.part
        )
        if not values:
            wanted = " ".join(filter(None, [asked.unit, asked.part]))
            raise NothingToExplainError(f"{asked.indicator} 没有 / has no {wanted!r}")
        if asked.member is not None:
            return [_member_section(root, release, line, asked)]
        return [
            (f"{asked.indicator} {line['standard']}", _about(line)),
            ("值 / values(分子 / 分母、值、状态)", [_value(row) for row in values]),
            *_evidence(release, asked, values),
            ("原因 / reasons(分子 ✓、分母 ·、不计 –)", _reasons(release, asked)),
            (f"成员 / members(前 {asked.limit};--member 序号 细看)", _members(release, line, asked)),
        ]


VALUES = """
    select v.*, i.value_unit
    from indicator_values as v
    inner join indicators as i on v.indicator_id = i.indicator_id
    where v.indicator_id = ?
        and case
            -- every unit of every part only when a part or a unit is asked for
            when ?::varchar is null then unit_kind = 'city' or is_main or ?::varchar is not null
            else unit = ?
        end
        and (?::varchar is null or part = ?)
    order by unit_kind <> 'city', is_main desc, part nulls first, unit_kind, unit
"""
CUT = """
    m.indicator_id = ? and (?::varchar is null or m.unit = ? or m.district = ?)
    and case when ?::varchar is null then m.is_main else m.part = ? end
"""
REASONS = f"""
    select in_denominator, in_numerator, reason, count(*) as members, sum(weight) as weight
    from indicator_members as m
    where {CUT}
    group by in_denominator, in_numerator, reason
    order by in_numerator desc, in_denominator desc, members desc
"""  # noqa: S608 - a condition of this module
# What the department can do something about comes first: the wrong ones of a line that has to go down.
NUMBERED = f"""
    select
        m.*, b.source_uri, b.sha256, b.standard, b.department, b.received_on,
        row_number() over (
            order by m.in_denominator desc, m.in_numerator <> ?, b.source_uri, m.source_row, m.unit, m.item,
                m.subject_id, m.record_id, m.part
        ) as position
    from indicator_members as m
    left join feed_batches as b on m.feed_id = b.feed_id and m.batch_id = b.batch_id
    where {CUT}
"""  # noqa: S608
MEMBERS = f"select * from ({NUMBERED}) order by position limit ?"  # noqa: S608
ONE_MEMBER = f"""
    select n.*, s.name from ({NUMBERED}) as n
    left join (
        select subject_id, any_value(name) as name from subjects where valid_to is null group by subject_id
    ) as s
        on n.subject_id = s.subject_id
    where cast(n.position as varchar) = ? or ? in (n.subject_id, n.record_id)
    order by position
"""  # noqa: S608


def _about(line: Row) -> list[str]:
    basis = words.BASIS.get(line["target_basis"], line["target_basis"])
    target = words.goal(line["target_operator"], line["target_value"], line["formula"])
    inferred = "(取自上一条)" if line["is_lead_inferred"] else ""
    return [
        f"口径 / measure: {line['measure_zh']}",
        f"目标 / target: {target}  依据 / basis: {basis} {line['target_basis']}  "
        f"方向: {words.DIRECTION.get(line['direction'], '–')}  周期: {words.PERIOD.get(line['period'], '–')}",
        f"牵头 / lead: {line['lead_unit']}{inferred}  责任 / responsible: {line['responsible_units']}",
        f"数据日期 / as of: {line['as_of_date']}",
    ]


def _value(row: Row) -> str:
    title = "" if row["part_title"] == row["part"] else f" {row['part_title']}"
    name = row["unit"] + (f"[{row['part']}{title}]" if row["part"] else "")
    told = [f"{words.counts(row):>17}", f"{words.measured(row):>10}"]
    told.append(f"{words.STATUS[row['status']]}  {name}")
    if row["target_value"] is not None:
        told.append(
            f"目标 {words.goal(row['target_operator'], row['target_value'], row['formula'])}"
            f"({row['target_basis']})"
        )
    if row["base_value"] is not None:
        trend = words.TREND.get(row["trend"], "")
        base = words.measured(row, "base_value")
        told.append(f"{trend} 去年同月 {base}({row['base_as_of']}, {row['base_source']})")
    told.append(words.reason(row["reason"], row["detail"]))
    return "  ".join(filter(None, told)).rstrip()


def _evidence(release: Released, asked: Asked, values: list[Row]) -> list[Section]:
    """The verdict and what it was given on; nothing where the line asks for no evidence."""
    shown = release.rows(EVIDENCE, asked.indicator, asked.unit, asked.unit, asked.limit)
    verdicts = [row for row in values if row["verdict"]]
    unreviewed = any(row["reason"] == "not_reviewed" for row in values)
    if not (shown or verdicts or unreviewed):
        return []
    told = [f"结论 {row['verdict']}  评审人 {row['reviewed_by']}  {row['reviewed_on']}" for row in verdicts]
    told += ["尚无评审结论,状态为未知 / nobody has reviewed it: unknown"] if unreviewed else []
    for row in shown:
        mark = "本期" if row["is_in_period"] else "往期"
        item = f"[{row['item']}]" if row["item"] else ""
        told.append(
            f"{mark} {row['dated_on']}  {row['kind']}  {row['title']}{item}  {row['unit']}"
            f"  文件 {words.place(row)}{_document(row)}"
        )
    return [("评审和佐证 / review and evidence", told)]


def _document(row: Row) -> str:
    """Where the document itself lies below the data root; nothing where the register names none."""
    if row["document_state"] == "document_missing":
        return "  原件未到 / the document never came"
    if not row["document_state"]:
        return ""
    folder = f"landing/{row['data_standard']}/{row['feed_id']}/{row['document_batch_id']}"
    return f"  原件 {folder}/original*  SHA-256 {row['document_sha256']}"


EVIDENCE = """
    select e.*, b.source_uri, b.standard as data_standard
    from indicator_evidence as e
    left join feed_batches as b on e.feed_id = b.feed_id and e.batch_id = b.batch_id
    where e.indicator_id = ? and (?::varchar is null or e.unit = ?)
    order by e.is_in_period desc, e.dated_on desc, e.evidence_no
    limit ?
"""


def _reasons(release: Released, asked: Asked) -> list[str]:
    found = release.rows(REASONS, *asked.cut)
    return [
        f"{_mark(row)} {row['reason'] or '':<32} {row['members']:>8,}"
        + (f"  权重 {words.number(row['weight'])}" if row["weight"] != row["members"] else "")
        for row in found
    ]


def _members(release: Released, line: Row, asked: Asked) -> list[str]:
    found = release.rows(MEMBERS, line["direction"] == "down", *asked.cut, asked.limit)
    return [
        f"{row['position']:>4} {_mark(row)} {row['reason'] or '':<24} {row['unit']}  "
        f"{row['subject_id'] or row['item'] or row['record_id'] or ''}  ← {words.place(row)}"
        for row in found
    ]


def _mark(row: Row) -> str:
    if not row["in_denominator"]:
        return "分子 ✓" if row["in_numerator"] else "不计 –"
    return "分子 ✓" if row["in_numerator"] else "分母 ·"


def _member_section(root: Path, release: Released, line: Row, asked: Asked) -> Section:
    """One member, or everything one subject or record stands for in the line."""
    blamed = line["direction"] == "down"
    found = release.rows(ONE_MEMBER, blamed, *asked.cut, asked.member, asked.member)
    if not found:
        raise NothingToExplainError(f"{asked.indicator} 没有成员 / has no member {asked.member!r}")
    told: list[str] = []
    for row in found[: asked.limit]:
        told += [f"{row['position']} {_mark(row)} {row['reason']}"]
        told += [f"  {title}: {row[name]}" for name, title in ABOUT_MEMBER.items() if row[name] is not None]
        told += [f"  位置 / place: {words.place(row)}"]
        told += [f"    {cell}" for cell in _cells(root, row)]
    return f"{asked.indicator} 成员 / member {asked.member}", told


ABOUT_MEMBER = {
    "unit": "单位 / unit",
    "district": "县区 / district",
    "part": "分项 / part",
    "item": "具体项 / item",
    "subject_id": "主体 / subject",
    "name": "名称 / name",
    "record_id": "记录 / record",
    "weight": "权重 / weight",
    "feed_id": "来源 / feed",
    "department": "报送部门 / department",
    "received_on": "收到 / received",
    "batch_id": "批次 / batch",
    "sha256": "原件 / sha256",
}


def _cells(root: Path, row: Row) -> list[str]:
    """What the landed row says, as far as its standard publishes it at all."""
    if row["source_row"] is None:
        return []
    columns = [c for c in load_catalogue().standards[row["standard"]].columns if c.publish]
    folder = landing(root) / row["standard"] / row["feed_id"] / row["batch_id"]
    files = [str(path) for path in sorted(folder.glob("*.parquet")) if path.stem in ("accepted", "held")]
    listed = ", ".join(f'"{column.name}"' for column in columns)
    if not (files and columns):
        return []
    with duckdb.connect(config=OFFLINE) as connection:
        found = connection.execute(
            f"select {listed} from read_parquet(?, union_by_name = true) "  # noqa: S608 - declared names
            "where source_row = ? and source_sheet is not distinct from ?",
            [files, row["source_row"], row["source_sheet"]],
        ).fetchone()
    cells = zip(columns, found or (), strict=False)
    return [f"{column.title}: {cell}" for column, cell in cells if cell is not None]
