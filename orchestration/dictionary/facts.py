"""What the dictionary says, as sections of one shape, for the page and for the workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.catalogue import Audience, Catalogue, Column, Feed, Standard
from ingest.returns.words import allowed_zh
from ingest.templates.words import MODE, SEVERITY, across_zh, handling_zh, needed_zh, sender_zh
from orchestration.release.marts import Mart, marts_of
from quality.column_rules import rules_of
from quality.rules import RULES, Rule

Row = tuple[str, ...]
AUDIENCE = {Audience.public: "公开", Audience.shared: "共享", Audience.restricted: "受限", None: "不发布"}
KIND = {"register": "登记", "decision": "行政决定", "record": "记录", "list": "名单"}
LIBRARY = {"ent": "企业库", "org": "组织库", "gov": "机关库"}
CONNECTOR = {"file_drop": "收件箱", "sftp": "SFTP", "database": "前置库", "http": "HTTP 接口"}
GROUP = {
    "wrong_code": "错码",
    "identifier": "代码和证件号",
    "date": "日期",
    "amount": "金额和数",
    "text": "文字和取值",
    "completeness": "完整性",
    "repair": "自动改正",
    "cross_field": "栏与栏之间",
    "row": "行",
    "file": "文件",
}


@dataclass(frozen=True)
class Section:
    """One standard, department, group of rules or mart.

    Attributes:
        code: its ASCII name, which is its anchor on the page; empty where it has none.
        title: in Chinese.
        said: facts of the section as a whole: what, and its text.
        rows: its table, under the heads of its `Part`.
    """

    code: str
    title: str
    said: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """Sections of one kind: their name in Chinese and English, and the heads of their tables."""

    code: str
    title: str
    english: str
    heads: Row
    sections: tuple[Section, ...]


def parts(catalogue: Catalogue, manifest: Path) -> tuple[Part, ...]:
    """The whole dictionary.

    Args:
        catalogue: standards and feeds.
        manifest: dbt's ``manifest.json``.
    """
    standards = tuple(map(_standard, catalogue.standards.values()))
    return (
        Part("standards", "数据标准", "Data standards", COLUMN_HEADS, standards),
        Part("feeds", "来源", "Feeds by department", FEED_HEADS, tuple(_departments(catalogue))),
        Part("rules", "规则", "Rules", RULE_HEADS, tuple(_rules())),
        Part("marts", "发布的表", "Published tables", MART_HEADS, tuple(_marts(manifest))),
    )


COLUMN_HEADS = (
    "列名",
    "字段",
    "国家代码",
    "认得的其他列名",
    "填写要求",
    "取值",
    "类型和限度",
    "规则",
    "读者范围",
    "含义",
)


def _standard(standard: Standard) -> Section:
    generations = "、".join(template.name for template in standard.templates)
    register = standard.columns_of_register
    subject = standard.party.columns if standard.party else set()
    said = [
        ("说明", standard.description),
        ("出处", standard.source),
        ("种类", KIND[standard.kind] + (f"，{LIBRARY[register.library]}" if register else "")),
        ("简称", standard.short),
        ("主体由", "、".join(column.title for column in standard.columns if column.name in subject)),
        *handling_zh(standard),
        *((rule_id, text) for rule_id, text in across_zh(standard)),
        ("模板", f"{generations} 版，按列名和内容认定" if generations else ""),
    ]
    rows = tuple(_column(column, standard) for column in standard.columns)
    return Section(standard.name, standard.title, _told(said), rows)


def _column(column: Column, standard: Standard) -> Row:
    declared = "由来源声明，不在文件中" if column.is_declared_by_feed else needed_zh(column, standard)
    values = "；".join(
        f"{code}（也认 {'、'.join(spellings)}）" if spellings else code
        for code, spellings in column.codes.items()
    )
    audience = AUDIENCE[column.publish]
    if column.type == "person_id":
        audience += "；个人标识，入库即换成带密钥散列，原值只在原件中"
    return (
        column.title,
        column.name,
        column.code or "",
        "、".join(column.synonyms),
        declared,
        values,
        allowed_zh(column, codes=False),
        "、".join(rules_of(column)),
        audience,
        column.description,
    )


FEED_HEADS = ("来源", "编号", "数据标准", "期限", "方式", "接入", "依据", "每次行数", "有效期")


def _departments(catalogue: Catalogue) -> Iterator[Section]:
    feeds = sorted(catalogue.feeds.values(), key=lambda feed: (feed.department, feed.name))
    for department, group in groupby(feeds, key=lambda feed: feed.department):
        rows = tuple(_feed(feed, catalogue.standards[feed.standard]) for feed in group)
        yield Section("", department, (), rows)


def _feed(feed: Feed, standard: Standard) -> Row:
    volume = feed.volume
    bounds = [f"至少 {volume.min_rows:,}" if volume and volume.min_rows else ""]
    bounds.append(f"至多 {volume.max_rows:,}" if volume and volume.max_rows else "")
    until = f"至 {feed.valid_to}" if feed.valid_to else "起"
    return (
        feed.title,
        feed.name,
        f"{standard.title}（{standard.name}）",
        sender_zh(feed)[2],
        MODE[feed.mode],
        CONNECTOR[feed.connector.type],
        feed.legal_basis,
        "，".join(filter(None, bounds)),
        f"{feed.valid_from} {until}",
    )


RULE_HEADS = ("规则", "处理", "说明", "English", "标准和条款")


def _rules() -> Iterator[Section]:
    by_group: dict[str, list[Rule]] = {}
    for rule in RULES.values():
        by_group.setdefault(rule.group, []).append(rule)
    for group, rules in by_group.items():
        rows = tuple(
            (rule.id, SEVERITY[rule.severity], rule.message_zh, rule.message_en, rule.source)
            for rule in rules
        )
        yield Section(group, GROUP[group], (), rows)


MART_HEADS = ("字段", "类型", "读者范围", "含义")


def _marts(manifest: Path) -> Iterator[Section]:
    users = _users(json.loads(manifest.read_text(encoding="utf-8")))
    for mart in marts_of(manifest):
        narrowed = "；".join(f"{AUDIENCE[Audience(name)]}:{where}" for name, where in mart.rows.items())
        said = [("说明", mart.label), ("只含的行", narrowed), ("读者", users.get(mart.name, ""))]
        yield Section(mart.name, "", _told(said), tuple(_mart_columns(mart)))


def _mart_columns(mart: Mart) -> Iterator[Row]:
    for column in mart.columns:
        if column.audience is not None:
            yield column.name, column.data_type, AUDIENCE[column.audience], column.label


def _users(manifest: dict[str, Any]) -> dict[str, str]:
    """Who reads a mart, by its name: the labels of dbt's exposures."""
    found: dict[str, list[str]] = {}
    for exposure in manifest["exposures"].values():
        for node in exposure["depends_on"]["nodes"]:
            found.setdefault(node.rpartition(".")[2], []).append(exposure["label"])
    return {name: "、".join(sorted(labels)) for name, labels in found.items()}


def _told(said: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((what, text) for what, text in said if text)
