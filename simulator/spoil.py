"""Ways to spoil a cell, as found in real feeds."""

from __future__ import annotations

from collections.abc import Callable

from simulator.codes import ALPHABET, credit_code, organisation_code
from simulator.rows import Cell

Spoil = Callable[[Cell], Cell]


def spoilable(code: str | None) -> bool:
    """Whether every way below changes the code: it has a zero, and a letter that can be a small one."""
    return code is not None and "0" in code and not code.isdigit()


def constant(value: Cell) -> Spoil:
    """Whatever stood there, this stands there now."""
    return lambda _cell: value


def lower_case(cell: Cell) -> Cell:
    """Letters in lower case."""
    return str(cell).lower()


def full_width(cell: Cell) -> Cell:
    """Full-width digits and letters, as a Chinese input method types them."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in str(cell))


def blanks_inside(cell: Cell) -> Cell:
    """Groups of four with blanks between."""
    text = str(cell)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def hyphen_inside(cell: Cell) -> Cell:
    """A hyphen before the check character of the organisation code."""
    text = str(cell)
    return f"{text[:16]}-{text[16:]}"


def letter_o_for_zero(cell: Cell) -> Cell:
    """The letter O where a zero belongs; the check characters prove it."""
    text = str(cell)
    if "0" not in text:
        raise ValueError(f"no zero in {text}")
    return text.replace("0", "O", 1)


def letter_i_for_one(cell: Cell) -> Cell:
    """The letter I where a one belongs; the check characters prove it."""
    text = str(cell)
    if "1" not in text:
        raise ValueError(f"no one in {text}")
    return text.replace("1", "I", 1)


def letter_o_and_typo(cell: Cell) -> Cell:
    """O for a zero, and a wrong check character: nothing proves what was meant."""
    return wrong_last(letter_o_for_zero(cell))


def wrong_last(cell: Cell) -> Cell:
    """The next character of the alphabet in the place of the check character."""
    text = str(cell)
    return text[:-1] + ALPHABET[(ALPHABET.index(text[-1]) + 1) % len(ALPHABET)]


def wrong_inner(cell: Cell) -> Cell:
    """The last character right, the organisation code's own check character wrong."""
    text = str(cell)
    organisation = organisation_code(text[8:16])
    other = "1" if organisation[-1] != "1" else "2"
    return credit_code(text[:2], text[2:8], organisation[:-1] + other)


def typo_in_region(cell: Cell) -> Cell:
    """Another digit in the region: only the last character tells."""
    text = str(cell)
    return text[:7] + ("5" if text[7] != "5" else "6") + text[8:]


def transposition(cell: Cell) -> Cell:
    """The sixth and seventh character changed over; they differ in every region of the city."""
    text = str(cell)
    return text[:5] + text[6] + text[5] + text[7:]


def too_short(cell: Cell) -> Cell:
    """One character lost."""
    return str(cell)[:-1]


def too_long(cell: Cell) -> Cell:
    """One character too many."""
    return f"{cell}8"


def impossible_pair(cell: Cell) -> Cell:
    """A registrar and kind the standard does not have; both check characters right."""
    text = str(cell)
    return credit_code("97", text[2:8], text[8:17])


def unlisted_region(cell: Cell) -> Cell:
    """A region no edition of GB/T 2260 has; both check characters right."""
    text = str(cell)
    return credit_code(text[:2], "999999", text[8:17])


def masked(cell: Cell) -> Cell:
    """The middle of a personal number hidden by the sender."""
    text = str(cell)
    return text[:6] + "********" + text[14:]


def appended(text: str) -> Spoil:
    """Something behind what stood there."""
    return lambda cell: f"{cell}{text}"


def rewritten(form: str) -> Spoil:
    """A date in another form (strftime, of an ISO text)."""

    def spoil(cell: Cell) -> Cell:
        year, month, day = str(cell).split("-")
        return form.format(year=year, month=month, day=day, m=int(month), d=int(day), yy=year[2:])

    return spoil
