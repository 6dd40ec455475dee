"""Write a file of penalties as a department would export it: national columns, valid codes, real lengths.

Usage: ``python -m benchmarks.penalties ROWS FILE [ENCODING]``. About 350 bytes a row.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from ingest.catalogue import load_catalogue
from simulator import codes

BLOCK = 200_000
PARTIES = 100_000
AUTHORITIES = 40
DAYS = [(date(2019, 1, 1) + timedelta(days=n)).isoformat() for n in range(2600)]


def _codes(pair: str, region: str, count: int, prefix: str) -> pl.Series:
    bodies = (codes.organisation_code(f"{prefix}{n:06d}") for n in range(count))
    return pl.Series([codes.credit_code(pair, region, body) for body in bodies])


def write(rows: int, path: Path, encoding: str) -> None:
    """Write ``rows`` rows; the same arguments give the same bytes."""
    random = np.random.default_rng(1)
    standard = load_catalogue().standards["administrative_penalty"]
    parties = _codes("91", "211102", PARTIES, "MA")
    names = pl.Series([f"盘锦晟{n}商贸有限公司" for n in range(PARTIES)])
    units = [f"盘锦市第{n}监督管理局" for n in range(AUTHORITIES)]
    unit_codes = _codes("11", "211100", AUTHORITIES, "MB")
    offences = ["销售超过保质期食品", "无照经营", "虚假宣传", "违法排放污染物"]
    with path.open("wb") as file:
        titles = ",".join(f'"{c.title}"' if "," in c.title else c.title for c in standard.columns)
        file.write((titles + "\n").encode(encoding))
        for start in range(0, rows, BLOCK):
            size = min(BLOCK, rows - start)
            who, unit = random.integers(0, PARTIES, size), random.integers(0, AUTHORITIES, size)
            day = random.integers(0, 2500, size)
            filled = {
                "party_name": names.gather(who),
                "party_category": pl.Series(["法人及非法人组织"]).gather(np.zeros(size, dtype=np.int64)),
                "party_uscc": parties.gather(who),
                "document_no": "盘市监罚〔2019〕"
                + pl.Series(range(start, start + size)).cast(pl.String)
                + "号",
                "offence_type": pl.Series(offences).gather(random.integers(0, 4, size)),
                "facts": "经查,当事人" + pl.Series(offences).gather(random.integers(0, 4, size)),
                "basis": pl.Series(["《食品安全法》第一百二十四条"]).gather(np.zeros(size, dtype=np.int64)),
                "penalty_types": pl.Series(["罚款", "警告", "罚款;警告"]).gather(random.integers(0, 3, size)),
                "content": "罚款" + pl.Series(random.integers(1, 500, size)).cast(pl.String) + "00元",
                "fine": pl.Series(random.integers(1, 500, size) / 100).cast(pl.String),
                "decided_on": pl.Series(DAYS).gather(day),
                "valid_until": pl.Series(DAYS).gather(day + 90),
                "publicity_until": pl.Series(DAYS).gather(day + 90),
                "authority": pl.Series(units).gather(unit),
                "authority_uscc": unit_codes.gather(unit),
                "procedure": pl.Series(["一般", "简易"]).gather(random.integers(0, 2, size)),
                "source_unit": pl.Series(units).gather(unit),
                "source_unit_uscc": unit_codes.gather(unit),
            }
            empty = pl.repeat(None, size, dtype=pl.String, eager=True)
            frame = pl.DataFrame({c.name: filled.get(c.name, empty) for c in standard.columns})
            file.write(frame.write_csv(include_header=False).encode(encoding))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "utf-8")
