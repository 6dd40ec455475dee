"""The delivered files read again by other means: bare readers, the standard's titles, the rules in short.

Nothing of ours reads, judges or keys a row here: text by the ``csv`` module, workbooks by a bare spreadsheet
reader, codes by the oracle of the unit tests. What comes out has the shape in which answers are counted, so
that a line of the task table can be counted from the original files alone.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree import ElementTree

import fastexcel

from ingest.catalogue import HERE, Catalogue, Column, Feed, Standard, load_catalogue
from ingest.settings import SHANGHAI
from simulator.chance import Chance
from simulator.facts import Facts, Told, seed
from simulator.rows import Says
from simulator.subjects import World
from tests.unit.quality import oracle

TEXT, MESSAGES = (".csv", ".txt"), (".json", ".xml")
DAY = (
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
    r"(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})",
    r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
)
PLACEHOLDER = "00000000000000000X"  # the code in a template's example line
EMPTY = {"无", "/", "-", "—", "null", "NULL"}
RULES = {"uscc", "person_id", "org_code", "registration_no", "tax_no"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ENDLESS = date(2099, 1, 1)
Row = tuple[str, ...]


class UnusableError(Exception):
    """The row becomes no record."""


def rows_of(path: Path, sheet: str | None) -> list[Row]:
    """Every row of a delivered file as it stands there; row n of the file is element n - 1."""
    if path.suffix in TEXT:
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
        return [tuple(row) for row in csv.reader(text.splitlines(), delimiter=delimiter)]
    if path.suffix in MESSAGES:
        return [tuple(record.values()) for record in records_of(path)]
    book = fastexcel.read_excel(path.read_bytes())
    table = book.load_sheet(
        sheet if sheet is not None else 0,
        header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True,
    )  # fmt: skip
    return [tuple("" if cell is None else cell for cell in row) for row in table.to_polars().rows()]


def records_of(path: Path) -> list[dict[str, str]]:
    """The records of a message, every field in each; record n is element n - 1."""
    if path.suffix == ".json":
        found = json.loads(path.read_text(encoding="utf-8"), parse_int=str, parse_float=str)["data"]["rows"]
    else:
        text = path.read_bytes().decode("gb18030").replace('encoding="GB2312"', "", 1)
        found = [{field.tag: field.text or "" for field in row} for row in ElementTree.fromstring(text)]  # noqa: S314 - the simulator wrote it
    names = list(dict.fromkeys(name for record in found for name in record))
    return [{name: record.get(name, "") for name in names} for record in found]


def plain(text: str) -> str:
    """A title without what typists vary: width, brackets, blanks, underscores, case."""
    return re.sub(r"[\s_()（）＿-]", "", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True)
class Head:
    """Where the header stands and which column each place holds."""

    row: int
    places: dict[str, int]


def head_of(rows: list[Row], feed: Feed, standard: Standard) -> Head | None:
    """The row that holds most titles; none where a column that must be there is missing."""
    titles = {plain(title): c.name for c in standard.columns for title in c.titles}
    titles |= {plain(t): name for name, extra in feed.layout.synonyms.items() for t in extra}
    found = [
        {titles[plain(cell)]: at for at, cell in enumerate(row) if plain(cell) in titles} for row in rows[:10]
    ]
    best = max(range(len(found)), key=lambda n: len(found[n]), default=-1)
    if best < 0:
        return None
    given = {*found[best], *feed.layout.constants, *feed.layout.absent}
    needed = {c.name for c in standard.columns if c.must_be_in_file}
    return Head(best, found[best]) if needed <= given else None


def value(column: Column, cell: str, received: date) -> Says:
    """What a cell says, or `UnusableError`."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text or (text in EMPTY and column.type not in ("text", "code")):
        return None
    if column.type == "date":
        return _day(text, received, column)
    if column.type == "code":
        return _code(column, text)
    if column.type in ("amount", "integer"):
        return _number(column, text)
    if column.type in RULES:
        return _identifier(column.type, text, received)
    if len(cell.strip()) > (column.max_length or len(cell)) or CONTROL.search(cell):
        raise UnusableError(column.name)
    return text


def _day(text: str, received: date, column: Column) -> date | None:
    bare = re.sub(r"[ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$", "", text)
    for form in DAY:
        if match := re.fullmatch(form, bare):
            try:
                day = date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                break
            if column.open_end and day >= ENDLESS:
                return day
            if day.year < 1950 or (column.not_after_receipt and day > received):
                raise UnusableError(column.name)
            return day
    if re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    raise UnusableError(column.name)


def _code(column: Column, text: str) -> Says:
    canonical = {plain(spelt): code for code, spelt_as in column.codes.items() for spelt in (code, *spelt_as)}
    parts = re.split(r"[;；,，、]", text) if column.separator else [text]
    known = [
        part if column.other_prefix and part.startswith(column.other_prefix) else canonical.get(plain(part))
        for part in parts
    ]
    if None in known:
        raise UnusableError(column.name)
    found = ";".join(str(code) for code in known)
    return found == "是" if set(column.codes) == {"是", "否"} else found


UNITS = {"亿": 100_000_000, "万": 10_000, "": 1}


def _number(column: Column, text: str) -> Says:
    bare = re.sub(r"[,¥\s]", "", text)
    amount, unit, yuan = re.fullmatch(r"(.*?)([亿万]?)(元?)", bare).groups()  # type: ignore[union-attr]
    try:
        number = Decimal(amount)
    except InvalidOperation:
        raise UnusableError(column.name) from None
    if number < 0 or (column.type == "integer" and number != int(number)):
        raise UnusableError(column.name)
    if column.type == "integer":
        return int(number)
    # a number that names a unit is taken by its word, whatever the column's is
    return number * UNITS[unit if unit or yuan else "万" if column.unit == "wan_yuan" else ""]


def _identifier(kind: str, text: str, received: date) -> str:
    code = re.sub(r"[\s\-—]", "", text).upper()
    if kind == "person_id" and len(code) == 15:
        code = code[:6] + "19" + code[6:]
        code += oracle.person_check(code)
    for guess in (code, code.replace("O", "0").replace("I", "1")):
        if _is_right(kind, guess, received):
            return guess
    raise UnusableError(kind)


def _is_right(kind: str, code: str, received: date) -> bool:
    if kind == "person_id":
        return oracle.person_rule(code, received) is None
    if kind == "org_code":
        return oracle.org_rule(code) is None
    if kind == "registration_no":
        return oracle.registration_rule(code) is None
    if kind == "tax_no" and len(code) == 15:
        return (
            True  # whose number it is shows when it finds a subject; nothing is refused for its check digit
        )
    return oracle.uscc_rule(code) is None


@dataclass(frozen=True)
class Originals:
    """All files delivered to a data root by a day."""

    root: Path
    as_of: date
    catalogue: Catalogue

    def facts(self) -> Facts:
        """What the files say, in the shape of the answers' facts."""
        told: list[Told] = []
        deliveries = []
        for feed, path, at in self._files():
            rows = list(self._rows(feed, path, at))
            told += rows
            deliveries.append((feed.name, at, len(rows)))
        world = World(Chance(0), self.as_of, 1.0)
        return Facts(world, self.catalogue, self.as_of, tuple(told), tuple(deliveries))

    def _files(self) -> Iterator[tuple[Feed, Path, datetime]]:
        """In the order they came; the same bytes again for the same feed say nothing new."""
        found = [
            (datetime.fromtimestamp(path.stat().st_mtime, SHANGHAI), feed.name, path)
            for feed in self.catalogue.feeds.values()
            for path in (self.root / "inbox" / feed.name).glob("*")
        ]
        seen: set[tuple[str, str]] = set()
        for at, name, path in sorted(found):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if at.date() <= self.as_of and (name, digest) not in seen:
                seen.add((name, digest))
                yield self.catalogue.feeds[name], path, at

    def _rows(self, feed: Feed, path: Path, at: datetime) -> Iterator[Told]:
        standard = self.catalogue.standards[feed.standard]
        try:
            rows = rows_of(path, None)
            if is_message := path.suffix in MESSAGES:
                rows.insert(0, tuple(records_of(path)[0]))  # records are numbered without it
        except (UnicodeDecodeError, fastexcel.FastExcelError):
            return  # stopped: a person cannot read it either
        head = head_of(rows, feed, standard)
        if head is None:
            return
        seen: set[Row] = set()
        for number, row in enumerate(rows[head.row + 1 :], head.row + 2):
            cells = {name: row[at_] for name, at_ in head.places.items() if at_ < len(row)}
            if sum(bool(cell.strip()) for cell in cells.values()) < 2:
                continue  # a note below the table, or nothing
            state = "duplicate" if row in seen else None
            seen.add(row)
            if standard.kind == "decision" and PLACEHOLDER in row:
                continue  # the example line of a template is about nobody
            says, good = _says(standard, cells | feed.layout.constants, at.date())
            state = state or ("accepted" if good else "question")
            yield Told(standard.name, feed.name, path.name, None, number - is_message, at, state, says)


def _says(standard: Standard, cells: dict[str, str], received: date) -> tuple[dict[str, Says], bool]:
    """What a row says and whether it becomes a record."""
    says: dict[str, Says] = {}
    good = True
    for column in standard.columns:
        try:
            says[column.name] = value(column, cells.get(column.name, ""), received)
        except UnusableError:
            says[column.name], good = None, False
    for column in standard.columns:
        wanted = column.required or (
            column.required_if is not None
            and says.get(column.required_if.column) in column.required_if.values
        )
        good &= not (wanted and says[column.name] is None)
    for rule in standard.rules:
        if rule.rule == "one_of":
            good &= any(cells.get(name, "").strip() for name in rule.columns)
        else:
            earlier, later = says[rule.earlier], says[rule.later]
            good &= not (isinstance(earlier, date) and isinstance(later, date) and earlier > later)
    if standard.kind == "decision":
        says |= _decided(standard, says, cells)
    return (_registered(standard, says, cells) if standard.kind == "register" else says), good


# docs/corrections.md: 收回 and 撤销
CHANGES = {"删除": "deleted", "撤销": "revoked"}


def _decided(standard: Standard, says: dict[str, Says], cells: dict[str, str]) -> dict[str, Says]:
    """What the answers ask of a permit or penalty; office, document, party and day make a decision.

    A number too long for the standard still names its document. Who names an earlier number puts the number
    right: it is the decision of that number. A row may take the decision back, or say that it was revoked.
    """
    kind = standard.name.removeprefix("administrative_")
    party = says["party_uscc"] or says["party_person_id"] or says["party_name"]
    document = cells.get("document_no", "").strip() or None
    who = (kind, says["authority_uscc"], cells.get("earlier_document_no", "").strip() or document)
    whole = all(who) and says["decided_on"] is not None
    return {
        "decision": "|".join(map(str, (*who, party))) if whole else None,
        "kind": kind,
        "document_no": document,
        "exempt": says.get("procedure") == "简易",
        "change": CHANGES.get(str(says["operation"])) or CHANGES.get(str(says["record_state"])),
        "said_on": says["changed_on"],
    }


def _registered(standard: Standard, says: dict[str, Says], cells: dict[str, str]) -> dict[str, Says]:
    """A register's row as the answers know it."""
    register = standard.columns_of_register
    assert register is not None
    old = says[register.old_number]
    typed = str(says[register.type] or "").translate(str.maketrans("（）", "()"))
    kinds = {row["name"]: row for row in seed("policy/enterprise_types")}
    kind = kinds.get(typed, {})
    code = says["uscc"]
    given = bool(cells.get("uscc", "").strip())
    trader = standard.name == "enterprise_registration" and (
        str(code or "")[:2] == "92" or kind.get("is_sole_trader") == "true"
    )
    return says | {
        "key": (code or None) if given else (f"reg-{old}" if old else None),
        "code": cells["uscc"].strip() if given else None,
        "code_state": ("right" if code else "wrong") if given else "none",
        "old_number": old,
        "type_name": says[register.type],
        "legal_representative": says[register.head],
        "in_operation": (says.get("status") or "存续") == "存续",
        "is_sole_trader": trader,
        "is_legal_person": None if not kind else kind["is_legal_person"] == "true",
    }


def originals(root: Path, as_of: str) -> Originals:
    """The delivered files of a data root by a day."""
    return Originals(root, date.fromisoformat(as_of), load_catalogue([HERE]))
