"""Tell generations of one template apart where their titles are the same and mean different things.

The double-disclosure template of 2016 has the organisation code in 代码_2 and the registration number in
代码_3; the one of 2018 has them the other way round, and counts amounts in 万元. The whole header and the
values themselves (check digits, ranges) must not contradict each other; what they do not tell stops the file,
and the message shows the evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from ingest.readers.complaints import contradicted, generation_finding, unclear_generation
from ingest.readers.model import Column, FileFinding, Generation, Layout
from ingest.readers.titles import Cells, Row, known_titles, normal_title

# Of the values under a disputed title, so many must fit a reading, and no more speak against it: a wrong code
# here and there is what departments send, a column of them is another column.
FITS, FITS_NOT = 0.5, 0.2
FEWEST = 3  # values that may contradict a title that says plainly what it means


@dataclass
class Reading:
    """What the titles of one header mean.

    Attributes:
        titles: normalised title → column name.
        units: column name → the unit its title or its template says, where that is not the column's own.
        findings: which generation was recognised, and by what.
    """

    titles: dict[str, str]
    units: dict[str, str] = field(default_factory=dict)
    findings: list[FileFinding] = field(default_factory=list)


def read_titles(cells: Cells, body: Sequence[Row], layout: Layout, row: int, sheet: str | None) -> Reading:
    """Say what the titles of a header mean, those included that mean something else in each generation.

    Args:
        cells: the header.
        body: the first rows below it.
        layout: its columns and generations.
        row: of the header, for messages.
        sheet: for messages.

    Raises:
        FileProblem: FILE-TEMPLATE-UNCLEAR, header and values contradict each other or tell nothing.
    """
    known = known_titles(layout)
    reading = Reading(dict(known))
    there = {normal_title(cell) for cell in cells if cell}
    for column in layout.columns:
        for title, unit in column.other_units.items():
            key = normal_title(title)
            if key in there and reading.titles.setdefault(key, column.name) == column.name:
                reading.units[column.name] = unit
    if layout.generations:
        case = _Case(cells, body, layout, row, sheet)
        reading.titles |= case.agreed()
        case.decide(reading)
    return reading


@dataclass(frozen=True)
class Weight:
    """How many of the values under one title fit what a generation makes of it."""

    title: str
    meaning: str
    fitting: int
    values: int

    @property
    def speaks(self) -> int:
        """1 for the generation, -1 against it, 0 neither."""
        if self.fitting >= FITS * self.values:
            return 1
        return -1 if self.fitting <= FITS_NOT * self.values else 0


@dataclass(frozen=True)
class Evidence:
    """What speaks for one generation: titles that it alone has, and the values under the disputed titles."""

    generation: Generation
    own_titles: tuple[str, ...]
    weights: tuple[Weight, ...]

    @property
    def fits(self) -> bool:
        """Whether some values speak for it and none against."""
        return not self.is_contradicted and any(weight.speaks > 0 for weight in self.weights)

    @property
    def is_contradicted(self) -> bool:
        """Whether some values speak against it."""
        return any(weight.speaks < 0 for weight in self.weights)

    def text(self, english: bool) -> str:
        """Return it for a message."""
        says = "; ".join if english else "；".join
        own = "、".join(f"“{title}”" for title in self.own_titles)
        if english:
            parts = [
                f"“{w.title}” as {w.meaning}: {w.fitting} of {w.values} values fit" for w in self.weights
            ]
            return f"template {self.generation.name}: titles of its own: {own or 'none'}; {says(parts)}"
        parts = [f"“{w.title}”读作{w.meaning}：{w.values} 个值中 {w.fitting} 个相符" for w in self.weights]
        return f"{self.generation.name}版模板：特有列名：{own or '无'}；{says(parts)}"


class _Case:
    """One header with the rows below it, and what they say."""

    def __init__(
        self, cells: Cells, body: Sequence[Row], layout: Layout, row: int, sheet: str | None
    ) -> None:
        self._cells, self._body, self._layout = cells, body, layout
        self._row, self._sheet = row, sheet
        self._columns = {column.name: column for column in layout.columns}
        self._known = known_titles(layout)

    def decide(self, reading: Reading) -> None:
        """Add what the disputed titles mean; compare what the others say with their values."""
        disputed = self._disputed()
        if not disputed:
            self._compare_rivals(reading)
            return
        evidence = [self._weigh(generation, disputed) for generation in self._layout.generations]
        chosen = self._chosen(evidence)
        if chosen is None:
            return  # no value and no title of its own: the columns stay as unknown as they are
        for position in disputed:
            title = normal_title(self._cells[position] or "")
            name = {normal_title(t): c for t, c in chosen.generation.titles.items()}.get(title)
            if name in self._columns:
                reading.titles[title] = name
                if unit := chosen.generation.units.get(name):
                    reading.units[name] = unit
        ordered = [chosen, *(one for one in evidence if one is not chosen)]
        reading.findings.append(
            generation_finding(
                [one.text(english=False) for one in ordered],
                [one.text(english=True) for one in ordered],
                self._row,
                self._sheet,
            )
        )

    def _disputed(self) -> list[int]:
        """Positions of titles that mean different things, and whose columns no other title claims."""
        taken = {self._known.get(normal_title(cell)) for cell in self._cells if cell}
        meanings = self._meanings()
        return [
            position
            for position, cell in enumerate(self._cells)
            if cell
            and len(meant := meanings.get(normal_title(cell), set())) > 1
            and not {name for name, _ in meant} <= taken
        ]

    def _meanings(self) -> dict[str, set[tuple[str, str | None]]]:
        """Normalised title that only generations know → its columns and units."""
        found: dict[str, set[tuple[str, str | None]]] = {}
        for generation in self._layout.generations:
            for title, name in generation.titles.items():
                if normal_title(title) not in self._known:
                    found.setdefault(normal_title(title), set()).add((name, generation.units.get(name)))
        return found

    def agreed(self) -> dict[str, str]:
        """Titles that mean one thing in every generation that has them, and whose column no other claims."""
        taken = {self._known.get(normal_title(cell)) for cell in self._cells if cell}
        return {
            title: next(iter(meant))[0]
            for title, meant in self._meanings().items()
            if len(meant) == 1 and next(iter(meant))[0] not in taken
        }

    def _weigh(self, generation: Generation, disputed: list[int]) -> Evidence:
        own = tuple(cell for cell in self._cells if cell and normal_title(cell) in _normal(generation.only))
        meant = {normal_title(title): name for title, name in generation.titles.items()}
        weights = []
        for position in disputed:
            column = self._columns.get(meant.get(normal_title(self._cells[position] or ""), ""))
            values = self._values(position)
            if column is None or column.fits is None or not len(values):
                continue
            unit = generation.units.get(column.name)
            shown = column.titles[0] + (f"，单位{unit}" if unit else "")
            fitting = column.fits(values, unit)
            weights.append(Weight(self._cells[position] or "", shown, fitting, len(values)))
        return Evidence(generation, own, tuple(weights))

    def _values(self, position: int) -> pl.Series:
        cells = [row.cells[position] for row in self._body if position < len(row.cells)]
        return pl.Series([cell for cell in cells if cell is not None], dtype=pl.String)

    def _chosen(self, evidence: list[Evidence]) -> Evidence | None:
        """Return what header and values agree on, or the one of them that tells; None if there are no values.

        Raises:
            FileProblem: they contradict each other, or neither tells although there are values.
        """
        by_header = _alone([one for one in evidence if one.own_titles])
        by_values = _alone([one for one in evidence if one.fits])
        chosen = by_values or by_header
        disagree = by_header and (by_header.is_contradicted or (by_values and by_values is not by_header))
        if disagree or (chosen is None and any(one.weights for one in evidence)):
            zh, en = ([one.text(english=english) for one in evidence] for english in (False, True))
            raise unclear_generation(zh, en, self._row, self._sheet)
        return chosen

    def _compare_rivals(self, reading: Reading) -> None:
        """Raise where two titles say plainly what they mean and all their values say the opposite."""
        at = {reading.titles.get(normal_title(cell)): p for p, cell in enumerate(self._cells) if cell}
        for one, other in self._rivals():
            if one.name in at and other.name in at and one.fits and other.fits:
                mine, its = self._values(at[one.name]), self._values(at[other.name])
                right = one.fits(mine, None) + other.fits(its, None)
                swapped = one.fits(its, None) + other.fits(mine, None)
                if not right and swapped >= max(FEWEST, FITS * (len(mine) + len(its))):
                    titles = [self._cells[at[column.name]] or "" for column in (one, other)]
                    meanings = [column.titles[0] for column in (one, other)]
                    rivals = list(zip(titles, meanings, strict=True))
                    raise contradicted(rivals, swapped, len(mine) + len(its), self._row, self._sheet)

    def _rivals(self) -> list[tuple[Column, Column]]:
        """Pairs of columns that change places between two generations."""
        found = []
        for first in self._layout.generations:
            for second in self._layout.generations:
                for title, name in first.titles.items():
                    other = second.titles.get(title)
                    if other and other > name and other in self._columns and name in self._columns:
                        found.append((self._columns[name], self._columns[other]))
        return found


def _normal(titles: Sequence[str]) -> set[str]:
    return {normal_title(title) for title in titles}


def _alone(found: list[Evidence]) -> Evidence | None:
    return found[0] if len(found) == 1 else None
