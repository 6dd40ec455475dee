"""Text: outer blanks, control and lost characters, lengths; normal forms of codes; masking of numbers.

Most cells are in order, and there are many: the bytes of a whole column are looked at together, and only
cells that hold a suspicious byte are looked at as text.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from quality.checked import Checked, nothing, on_distinct, passed, when
from quality.packed import Bytes, Ints, text_buffer

# Blanks of Unicode, soft hyphen, zero-width characters, direction marks, byte order mark.
BLANK = r"\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
OUTER = rf"^[{BLANK}]+|[{BLANK}]+$"
INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
# Tabs and line ends belong into long texts; all other control characters are damage.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
LOST = "\ufffd"
HYPHENS = r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+"
# First two bytes that rare and ordinary characters share, and the third bytes of the ordinary ones.
USUAL_PUNCTUATION = ((0xE2, 0x80, (0x90, 0xA7)), (0xE3, 0x80, (0x81, 0xBF)), (0xEF, 0xBF, (0x80, 0xAF)))
SCAN = 1 << 17  # bytes looked at together; they and what is computed from them stay in the cache

# Personal numbers are looked for in half- and full-width digits; \d knows both.
YEAR = r"(?:[1１][89８９]|[2２][0０])\d{2}"
MONTH_DAY = r"(?:[0０][1-9１-９]|[1１][0-2０-２])(?:[0０][1-9１-９]|[12１２]\d|[3３][01０１])"
PERSON = rf"([1-9１-９]\d{{5}})[ -]?{YEAR}{MONTH_DAY}[ -]?(\d{{3}}[\dXxＸｘ])"
PERSON_15 = rf"(^|\D)([1-9１-９]\d{{5}})\d{{2}}{MONTH_DAY}(\d{{3}})(\D|$)"
BANK_CARD = r"(^|\D)((?:[6６][2２]|[345３-５]\d)\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{0,3}[ -]?(\d{4})(\D|$)"
MOBILE = r"(^|\D)([1１][3-9３-９]\d)[ -]?\d{4}[ -]?(\d{4})(\D|$)"


def check_text(values: pl.Series, max_length: int | None = None) -> Checked:
    """Judge free text.

    Outer blanks and invisible characters are dropped without a word: nobody meant them. Control characters
    and U+FFFD are questioned, for something was lost.

    Args:
        values: String series.
        max_length: in characters, as the national field tables count.
    """
    return on_distinct(values, lambda column: _judge(column, max_length))


def _judge(values: pl.Series, max_length: int | None) -> Checked:
    if values.null_count():
        present = values.is_not_null().arg_true()
        if not len(present):
            return passed(values)
        return _spread(_judge(values.gather(present), max_length), present, len(values))
    offsets, data = text_buffer(values)
    rule = _too_long(values, offsets, max_length)
    suspects = _suspicious_rows(offsets, data)
    if not len(suspects):
        return Checked(values, rule, *(nothing(len(values)),) * 2)
    return _look_at(values, rule, suspects, max_length)


def _look_at(values: pl.Series, rule: pl.Series, suspects: pl.Series, max_length: int | None) -> Checked:
    """Judge the suspicious cells as text; ``rule`` holds what is known of the others."""
    read = values.gather(suspects)
    clean = trim(read)
    control = clean.str.contains(CONTROL)
    lost = clean.str.contains(LOST, literal=True)
    longer = clean.str.len_chars() > max_length if max_length else control.clone().replace(True, False)
    found = when(control, "TEXT-CONTROL")
    found = found.zip_with(found.is_not_null(), when(lost, "TEXT-LOST"))
    found = found.zip_with(found.is_not_null(), when(longer, "TEXT-LENGTH"))
    canonical = values.clone().scatter(suspects, read.zip_with(found.is_not_null(), clean))
    none = nothing(len(values))
    return Checked(canonical, rule.clone().scatter(suspects, found), none, none)


def trim(values: pl.Series) -> pl.Series:
    """Texts without outer blanks and invisible characters; a cell of nothing else becomes null."""
    clean = values.str.replace_all(OUTER, "").str.replace_all(INVISIBLE, "")
    return clean.set(clean == "", None)


def _spread(checked: Checked, present: pl.Series, rows: int) -> Checked:
    """Put a judgement of the filled cells back into a column of ``rows`` cells."""

    def put(part: pl.Series) -> pl.Series:
        if part.null_count() == len(part):
            return nothing(rows)
        return nothing(rows).scatter(present, part)

    return Checked(put(checked.values), put(checked.rule), put(checked.repaired), put(checked.notes))


def _too_long(values: pl.Series, offsets: Ints, max_length: int | None) -> pl.Series:
    """``TEXT-LENGTH`` where a text has too many characters; bytes bound them from above."""
    if max_length is None or int(np.diff(offsets).max(initial=0)) <= max_length:
        return nothing(len(values))
    return when(values.str.len_chars() > max_length, "TEXT-LENGTH")


def _suspicious_rows(offsets: Ints, data: Bytes) -> pl.Series:
    """Positions of cells that may hold outer blanks, control, invisible or lost characters."""
    if not len(data):
        return pl.Series(np.arange(len(offsets) - 1), dtype=pl.UInt32)
    first = data[np.minimum(offsets[:-1], len(data) - 1)]
    last = data[offsets[1:] - 1]
    rows = (offsets[1:] == offsets[:-1]) | (first <= 0x20) | (last <= 0x20)
    spots = [_suspicious_bytes(data, start) for start in range(0, len(data), SCAN)]
    rows[np.searchsorted(offsets, np.concatenate(spots), side="right") - 1] = True
    return pl.Series(np.flatnonzero(rows), dtype=pl.UInt32)


def _suspicious_bytes(data: Bytes, start: int) -> Ints:
    """Where, in one block of bytes, a control, invisible or lost character or a rare blank begins."""
    block = data[start : start + SCAN]
    smallest, largest = int(block.min()), int(block.max())
    found: list[Ints] = []
    if smallest < 0x20:
        found.append(np.flatnonzero((block < 0x20) & (block != 0x09) & (block != 0x0A) & (block != 0x0D)))
    if largest >= 0x7F:
        found.append(np.flatnonzero(block == 0x7F))
    if largest >= 0x80:
        found.append(_rare_characters(data[start : start + SCAN + 2]))
    return np.concatenate(found) + start if found else np.empty(0, np.int64)


def _rare_characters(block: Bytes) -> Ints:
    """Where U+0080-U+00AD, U+2000-U+200F, U+2028-U+206F, U+3000, U+FEFF or U+FFFx begins.

    These are told by two bytes, except where ordinary Chinese punctuation shares them (、 is E3 80 81, “ is
    E2 80 9C, a full-width letter EF BC or BD); a third then decides.
    """
    lead, second = block[:-1], block[1:]
    latin = np.flatnonzero(lead == 0xC2)
    found: list[Ints] = [latin[block[latin + 1] <= 0xAD]]
    for first, then, usual in USUAL_PUNCTUATION:
        at = np.flatnonzero((lead == first) & (second == then))
        at = at[at + 2 < len(block)]
        third = block[at + 2]
        found.append(at[(third < usual[0]) | (third > usual[1])])
    found.append(np.flatnonzero((lead == 0xE2) & (second == 0x81)))
    found.append(np.flatnonzero((lead == 0xEF) & (second == 0xBB)))
    return np.concatenate(found)


def normalise_code(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Codes in their machine form, and the repairs that took them there.

    Order: NFKC (full-width), blanks and invisible characters, hyphens, capitals.

    Returns:
        Canonical texts (null where nothing but blanks stood), and rule ids joined by ``,`` (null if none).
    """
    wide = values.str.normalize("NFKC")
    narrow = wide.str.replace_all(rf"[{BLANK}]+", "")
    joined = narrow.str.replace_all(HYPHENS, "")
    joined = narrow.zip_with(joined == "", joined)  # hyphens alone mean "none", which the rules tell
    capital = joined.str.to_uppercase()
    # NFKC also turns U+3000 into a blank, which FIX-SPACE then tells; width is about the other characters
    steps = [
        (values.str.replace_all(rf"[{BLANK}]+", "") != narrow, "FIX-WIDTH"),
        (wide != narrow, "FIX-SPACE"),
        (narrow != joined, "FIX-HYPHEN"),
        (joined != capital, "FIX-CASE"),
    ]
    ids = pl.DataFrame([when(changed, rule_id).alias(rule_id) for changed, rule_id in steps])
    repairs = ids.select(pl.concat_str(pl.all(), separator=",", ignore_nulls=True)).to_series()
    return capital.set(capital == "", None), repairs.set(repairs == "", None)


def mask_personal(values: pl.Series) -> pl.Series:
    """Mask identity, bank card and mobile numbers inside any text (``211103********0024``).

    A number that merely looks like one is masked too: this decides what may be shown, not what is right.
    """
    text = values.str.replace_all(PERSON, "${1}********${2}")
    text = text.str.replace_all(PERSON_15, "${1}${2}******${3}${4}")
    for pattern, shown in ((BANK_CARD, "${1}${2}********${3}${4}"), (MOBILE, "${1}${2}****${3}${4}")):
        for _ in range(2):  # neighbours share the character between them, which one match consumes
            text = text.str.replace_all(pattern, shown)
    return text
