"""Makes valid identifiers. Written apart from the checks of ``quality/``: one is the other's test.

Sources: GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code), GB 11643-1999
(identity number), GS 15-2006 (registration number).
"""

from __future__ import annotations

from datetime import date

# GB 32100 leaves out I, O, S, V and Z: too much like 1, 0, 5, U and 2.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# GB 32100 table 1: registrar and kind of body.
PAIRS = (
    *("11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49"),
    *("51", "52", "53", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93"),
    *("A1", "A9", "N1", "N2", "N3", "N9", "Y1"),
)
# 211121 (大洼县) was abolished in 2016; codes given before keep it.
HOME_REGIONS = ("211102", "211103", "211104", "211121", "211122", "211100")
REGIONS_TODAY = tuple(region for region in HOME_REGIONS if region != "211121")
AWAY_REGIONS = ("610113", "210102", "110105", "370203", "150102")
BODIES = len(ALPHABET) ** 6  # as many subjects as one two-letter prefix can number


def organisation_code(body: str) -> str:
    """The nine characters of GB 11714 from its eight-character body."""
    total = sum(
        DIGITS_36.index(char) * weight for char, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return body + "0X987654321"[total % 11]


def credit_code(pair: str, region: str, organisation: str) -> str:
    """The eighteen characters of GB 32100 from registrar pair, region and organisation code."""
    front = pair + region + organisation
    total = 0
    for char in reversed(front):  # Horner's scheme: the weights are the powers of three
        total = total * 3 + ALPHABET.index(char)
    return front + ALPHABET[-total % 31]


def body(prefix: str, number: int) -> str:
    """An organisation code's body: two letters and a six-character number of base 31."""
    # An odd stride without a factor of 31 visits every number once, but not one after the other.
    rest, text = (number * 104_729 + 7_919) % BODIES, ""
    for _ in range(6):
        rest, digit = divmod(rest, 31)
        text = ALPHABET[digit] + text
    return prefix + text


def identity_number(region: str, born: date, sequence: int) -> str:
    """An identity number (GB 11643); an odd sequence is a man's."""
    front = f"{region}{born:%Y%m%d}{sequence:03d}"
    total = 0
    for digit in front:  # the weights are the powers of two, modulo 11
        total = (total + int(digit)) * 2
    return front + "10X98765432"[total % 11]


def old_identity_number(number: str) -> str:
    """The fifteen-digit form used until 1999: two digits of the year, no check character."""
    return number[:6] + number[8:17]


def registration_number(region: str, sequence: int) -> str:
    """A fifteen-digit registration number (GS 15-2006): ISO 7064 MOD 11,10."""
    front = f"{region}{sequence:08d}"
    product = 10
    for digit in front:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return front + str((11 - product) % 10)


def old_tax_number(region: str, organisation: str) -> str:
    """A taxpayer number from before 2015: region and organisation code."""
    return region + organisation
