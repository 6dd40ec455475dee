"""A million codes, checked. Usage: ``python -m benchmarks.codes siku|stdnum COUNT``; prints seconds."""

from __future__ import annotations

import sys
import time

import polars as pl
from stdnum.cn import uscc

from quality.identifiers import check_uscc
from simulator.codes import body, credit_code, organisation_code


def main(which: str, count: int) -> None:
    """Make the codes, then time the checks alone."""
    codes = [credit_code("91", "211102", organisation_code(body("MA", n))) for n in range(count)]
    if which == "siku":
        column = pl.Series(codes)
        check_uscc(column.head(1000))  # tables are made once in a process
        started = time.perf_counter()
        good = check_uscc(column).rule.null_count()
    else:
        started = time.perf_counter()
        good = sum(map(uscc.is_valid, codes))
    print(f"{time.perf_counter() - started:.4f}")
    assert good == count


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
