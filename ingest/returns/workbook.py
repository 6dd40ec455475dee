"""One return workbook: the sender's own columns, what is wrong in which cell, and what to do about it.

The first sheets are the sender's, one for each of its sheets with refused rows: its header texts in its
order, the values as it wrote them, then three columns of ours. Two more sheets explain and count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ingest.catalogue import Feed, Standard
from ingest.manifest import Manifest
from ingest.returns.cells import UNWRITABLE, cell_text, is_writable
from ingest.returns.refused import Finding, RefusedRow, RefusedSheet
from ingest.returns.rows import GUIDE, REASON, ROW_ID, SUGGESTION, SUMMARY, TITLES, RowId
from ingest.returns.sheets import SheetNames
from ingest.returns.words import allowed_zh, suggestion_zh
from ingest.settings import SHANGHAI
from quality.rules import rule

FORMAT = "1"  # counted up when the workbook changes, so that those that lie there are written anew
SMALL = 10_000  # refused rows of a workbook whose parts need no files of their own
COMMENTS = (
    20_000  # cells with a comment of their own; spreadsheets become slow beyond, the reason column stays
)
SHEET_ROWS = 1_000_000  # a sheet of XLSX ends at 1,048,576
WIDTHS = {REASON: 48, SUGGESTION: 40, ROW_ID: 4}
UNLOCKED = {"locked": False, "num_format": "@", "valign": "top"}
PROTECTION = dict.fromkeys(
    ["format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"],
    True,
)
GUIDE_ZH = (
    "本工作簿由四库按贵单位报送的文件生成，只含被退回或存疑的行；没有列出的行已经接收，不必重报。",
    "一、红底的单元格有问题，批注写明规则、查到的内容和允许的内容；整行的问题见“四库退件原因”。",
    "二、请在原来的列中直接改正，列名、列的顺序不必改动；文件里没有而必须填写的栏，可在右侧加一列，列名按下发的模板。",
    "三、“四库退件行号”用于把改正后的行与原行对上，请勿改动、复制到别的行或下拉填充。",
    "四、以单引号 ' 开头、其后为 = + - @ 的内容是为防止被当作公式计算而加的引号，改正时保留或去掉均可。",
    "五、改完后另存为 XLSX，放入同一来源的收件目录；合格的行接收后问题随之关闭；仍不合格的会再次退回。",
    "六、确认原数据无误、不需改动的，请书面答复，由信用中心在“问题处理意见”中登记缘由。",
    "七、本工作簿含有贵单位原报的全部内容，可能有个人信息，请勿外传。",
)


def write_workbook(
    path: Path, manifest: Manifest, standard: Standard, feed: Feed, sheets: Iterable[RefusedSheet]
) -> Counter[str]:
    """Write the return workbook of a batch; the same batch gives the same bytes.

    Args:
        path: where; the folder must exist.
        manifest: the batch.
        standard: what its rows are judged by.
        feed: who sent it.
        sheets: its refused rows.

    Returns:
        Findings by rule.
    """
    how = "in_memory" if manifest.question + manifest.rejected <= SMALL else "constant_memory"
    options = {how: True, "strings_to_formulas": False, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(path, options) as book:
        return _Returned(book, manifest, standard, feed).write(sheets)


def stamp_of(manifest: Manifest) -> str:
    """What a workbook was made from, kept in its properties: where it differs, the workbook is old."""
    return f"{manifest.sha256}/{manifest.judged_by}/{FORMAT}"


class _Returned:
    """A workbook in the making."""

    def __init__(self, book: xlsxwriter.Workbook, manifest: Manifest, standard: Standard, feed: Feed) -> None:
        self._book, self._manifest, self._standard, self._feed = book, manifest, standard, feed
        self._header = book.add_format({"bold": True, "bg_color": "#D9E1F2", "text_wrap": True})
        self._own = book.add_format({"bold": True, "bg_color": "#FFE699", "text_wrap": True})
        self._text = book.add_format(UNLOCKED)
        self._wrong = book.add_format({**UNLOCKED, "bg_color": "#FFC7CE"})
        self._said = book.add_format({"text_wrap": True, "valign": "top"})
        self._sheets = SheetNames([GUIDE, SUMMARY])
        self._rules: Counter[str] = Counter()
        self._rows = self._comments = 0

    def write(self, sheets: Iterable[RefusedSheet]) -> Counter[str]:
        received = self._manifest.received_at.astimezone(SHANGHAI)
        self._book.set_properties(
            {"title": f"{self._feed.title}退件", "author": "四库", "created": received.replace(tzinfo=None)}
        )
        self._book.set_custom_property("siku_return", stamp_of(self._manifest))
        for sheet in sheets:
            self._data(sheet)
        self._summary(received)
        self._guide()
        return self._rules

    def _data(self, sheet: RefusedSheet) -> None:
        page = self._page(sheet)
        at = 0
        for row in sheet.rows:
            if at == SHEET_ROWS:
                page, at = self._page(sheet), 0
            at += 1
            self._row(page, at, sheet, row)

    def _page(self, sheet: RefusedSheet) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        page = self._book.add_worksheet(self._sheets.name(sheet.sheet or self._standard.title))
        width = len(sheet.titles)
        page.set_column(0, width - 1, 18, self._text)
        for position, name in enumerate(TITLES, width):
            page.set_column(position, position, WIDTHS[name], None if name == ROW_ID else self._said)
        page.freeze_panes(1, 0)
        page.protect("", PROTECTION)
        for position, title in enumerate(sheet.titles):
            page.write_string(0, position, cell_text(title), self._header)
        for position, title in enumerate(TITLES.values(), width):
            page.write_string(0, position, title, self._own)
        return page

    def _row(self, page: Any, at: int, sheet: RefusedSheet, row: RefusedRow) -> None:  # noqa: ANN401
        self._rows += 1
        wrong: dict[int, list[Finding]] = {}
        for finding in row.findings:
            self._rules[finding.rule_id] += 1
            if finding.column in sheet.names:
                wrong.setdefault(sheet.names.index(finding.column), []).append(finding)
        for position, text in enumerate(row.cells):
            shape = self._wrong if position in wrong else self._text
            if text is None:
                page.write_blank(at, position, None, shape)
            else:
                page.write_string(at, position, cell_text(text), shape)
        for position, findings in wrong.items():
            self._comment(page, at, position, findings)
        values = dict(zip(sheet.names, row.cells, strict=True))
        advice = [suggestion_zh(f, self._standard, values.get(f.column or "")) for f in row.findings]
        if cut := [
            t for t, text in zip(sheet.titles, row.cells, strict=True) if text and not is_writable(text)
        ]:
            advice.append(f"「{'」「'.join(cut)}」放不进单元格，已截断，请按原文件重填")
        place = RowId(self._manifest.feed_id, self._manifest.batch_id, sheet.sheet, row.row)
        texts = [_listed(f.message_zh for f in row.findings), _listed(advice), place.text]
        for position, text in enumerate(texts, len(sheet.names)):
            page.write_string(
                at, position, cell_text(text), self._said if position < len(sheet.names) + 2 else None
            )

    def _comment(self, page: Any, at: int, position: int, findings: list[Finding]) -> None:  # noqa: ANN401
        if self._comments >= COMMENTS:
            return
        self._comments += 1
        lines = [f"规则 {finding.rule_id}：{finding.message_zh}" for finding in findings]
        column = self._standard.by_name[str(findings[0].column)]
        text = UNWRITABLE.sub("\ufffd", "\n".join([*lines, f"允许：{allowed_zh(column)}"]))
        page.write_comment(at, position, text[:2000], {"author": "四库", "width": 280, "height": 110})

    def _summary(self, received: datetime) -> None:
        page = self._book.add_worksheet(SUMMARY)
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 90, self._said)
        manifest = self._manifest
        facts = [
            ("报送部门", self._feed.department),
            ("来源", f"{self._feed.title} ({self._feed.name})"),
            ("数据标准", f"{self._standard.title} ({self._standard.name})"),
            ("批次", manifest.batch_id),
            ("来文", manifest.source_uri),
            ("收到时间", received.strftime("%Y-%m-%d %H:%M")),
            ("读入行数", str(manifest.rows_read)),
            ("接收行数", str(manifest.accepted + manifest.repaired)),
            ("退回本工作簿的行数", str(self._rows)),
            ("完全重复、不必再报的行数", str(manifest.duplicate)),
        ]
        if manifest.stop:
            facts.append(("整件停止", f"{manifest.stop.message_zh} [{manifest.stop.rule_id}]"))
        if sum(self._rules.values()) > self._comments >= COMMENTS:
            facts.append(("批注", f"只为前 {COMMENTS:,} 个单元格加了批注，其余见“四库退件原因”列"))
        facts += [("", ""), ("规则", "说明和次数")]
        for rule_id, count in sorted(self._rules.items(), key=lambda item: (-item[1], item[0])):
            told = rule(rule_id).message_zh.replace("{column}", "某栏").replace("{value}", "…")
            facts.append((rule_id, f"{count:,} 处：{told.replace('{detail}', '…')}"))
        for at, (name, text) in enumerate(facts):
            page.write_string(at, 0, cell_text(name))
            page.write_string(at, 1, cell_text(text))

    def _guide(self) -> None:
        page = self._book.add_worksheet(GUIDE)
        page.set_column(0, 0, 110, self._said)
        for at, text in enumerate(GUIDE_ZH):
            page.write_string(at, 0, text)


def _listed(texts: Iterable[str]) -> str:
    """One text as it is, several as a numbered list, each once."""
    distinct = list(dict.fromkeys(texts))
    if len(distinct) < 2:
        return "".join(distinct)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(distinct, 1))
