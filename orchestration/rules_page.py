"""The list of rules about files and rows in docs/files.md, as the registry has it."""

from __future__ import annotations

from pathlib import Path

from quality.rules import RULES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "files.md"
BEGIN, END = "<!-- rules -->\n", "<!-- end -->\n"
EFFECT = {"reject": "整件停止", "question": "该行存疑", "note": "提示", "repair": "修正"}


def page(text: str) -> str:
    """Return the page with its list of rules brought up to date."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    lines = [
        f"| `{rule.id}` | {EFFECT[rule.severity]} | {rule.message_zh.partition('：{detail}')[0]} |\n"
        for rule in RULES.values()
        if rule.group in ("file", "row")
    ]
    return "".join([before, BEGIN, "\n| 规则 | 后果 | 说明 |\n|---|---|---|\n", *lines, "\n", END, after])


def bring_up_to_date(*, check: bool) -> list[str]:
    """Write the page if it differs, or only say so; returns its name then."""
    text = PAGE.read_text(encoding="utf-8")
    if page(text) == text:
        return []
    if not check:
        PAGE.write_text(page(text), encoding="utf-8")
    return [f"docs/{PAGE.name}"]
