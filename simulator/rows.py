"""A row as a department writes it, with what it truly is and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

Cell = str | int | float | date | None
Says = str | int | Decimal | date | bool | None  # a value as it is meant, whatever the cell looks like
ACCEPTED, REPAIRED, QUESTION, REJECTED, DUPLICATE = (
    "accepted",
    "repaired",
    "question",
    "rejected",
    "duplicate",
)
STATES = (ACCEPTED, REPAIRED, QUESTION, REJECTED, DUPLICATE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What was planted: the rule that must find it (None: no rule does), the row's state."""

    zh: str
    rule: str | None
    column: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Registered:
    """The truth about a register's row, as far as the answers need it."""

    slot: int | None  # the subject's number in its register; None: the code belongs to another one
    uscc: str | None  # the valid code of the row; None: none, or a wrong one
    has_code: bool  # the cell holds something
    wrong_code: bool
    library: str
    in_operation: bool
    registered_on: date | None  # None: the row does not let anyone know
    is_sole_trader: bool
    is_legal_person: bool | None  # None: the type is in no list
    type_name: str = ""  # as the list of types writes it
    own_code: bool = True  # False: the row carries another valid code than the subject's


@dataclass(frozen=True, slots=True)
class Decided:
    """The truth about a permit or penalty."""

    number: str  # department and running number: one decision
    kind: str
    authority: str
    decided_on: date | None  # None: the row does not let anyone know
    exempt: bool = False
    party: Mapping[str, Cell] = field(default_factory=dict)  # whom it is about, as meant
    said_on: date | None = None  # the day of the change the row speaks of; None: the day it came
    change: str | None = None  # deleted or revoked by this row


@dataclass(frozen=True, slots=True)
class Rated:
    """The truth about a row of the A-grade list: which market subject, under which number."""

    year: int
    slot: int
    number: str


@dataclass(slots=True)
class Row:
    """One row on its way into a file."""

    cells: dict[str, Cell]
    state: str = ACCEPTED
    faults: tuple[Fault, ...] = ()
    registered: Registered | None = None
    decided: Decided | None = None
    person: int | None = None  # the natural person it names by number
    rated: Rated | None = None
    says: dict[str, Says] | None = None  # what it truly says, as values; only of standards that answers ask

    @property
    def usable(self) -> bool:
        """Whether the row becomes a record."""
        return self.state in (ACCEPTED, REPAIRED)


@dataclass(frozen=True, slots=True)
class Plant:
    """A fault to be planted: which column, how the cell is spoilt, what must come of it.

    ``deliveries`` are the ones that show it (None: all). ``truth`` changes the row's truth as the fault does.
    """

    zh: str
    column: str
    spoil: Callable[[Cell], Cell]
    rule: str | None
    state: str = ACCEPTED
    deliveries: tuple[int, ...] | None = None
    truth: Callable[[Row], None] = field(default=lambda _row: None)

    def put(self, row: Row, delivery: int) -> None:
        """Spoil the row if this delivery shows the fault."""
        if self.deliveries is not None and delivery not in self.deliveries:
            return
        row.cells[self.column] = self.spoil(row.cells.get(self.column))
        row.state = self.state
        row.faults += (Fault(self.zh, self.rule, self.column, self.state),)
        self.truth(row)


def copy_of(row: Row) -> Row:
    """The same row once more in the same file."""
    fault = Fault("同一行重复报送", "ROW-DUPLICATE", None, DUPLICATE)
    return replace(row, cells=dict(row.cells), state=DUPLICATE, faults=(fault,))
