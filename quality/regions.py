"""Administrative divisions of GB/T 2260: whether six digits were a region in any edition."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from quality.rules import DATA


def load_regions() -> pl.DataFrame:
    """Every region of every edition at hand: code, name, valid_from, valid_to (years of editions), source."""
    return pl.read_csv(DATA / "regions.csv", infer_schema=False)


@cache
def known_regions() -> npt.NDArray[np.bool_]:
    """Shape (1,000,000): whether the number is a region's code in any period."""
    known = np.zeros(1_000_000, dtype=np.bool_)
    known[load_regions()["code"].cast(pl.Int64).to_numpy()] = True
    return known
