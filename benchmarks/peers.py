"""What a user would write instead, with the checks its library has. Runs in its own environment.

Usage: ``python peers.py limit|dlt|pandas FILE FOLDER [ENCODING]``.

* ``limit``: DuckDB's bare CSV to Parquet, no check at all: what the machine can do.
* ``dlt``: dlt's filesystem-free resource in its fast form (arrow batches) into DuckDB, the code checked row
  by row by python-stdnum, since dlt has no column checks.
* ``pandas``: read_csv in chunks, a pandera schema with the same required, length, list, date and code checks.
"""

from __future__ import annotations

import sys
from pathlib import Path

CODES = ["行政相对人代码_1(统一社会信用代码)", "处罚机关统一社会信用代码", "数据来源单位统一社会信用代码"]
DATES = ["处罚决定日期", "处罚有效期", "公示截止期"]
REQUIRED = [
    "行政相对人名称",
    "行政相对人类别",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "处罚机关",
]
CATEGORIES = ["法人及非法人组织", "自然人", "个体工商户"]
CHUNK = 200_000


def limit(file: str, folder: Path) -> None:
    """Bare copy."""
    import duckdb

    source = f"read_csv('{file}', all_varchar=true)"
    duckdb.connect().execute(f"copy (from {source}) to '{folder}/limit.parquet' (format parquet)")


def dlt(file: str, folder: Path) -> None:
    """Load with dlt into DuckDB, rows as dictionaries, codes checked one by one."""
    import csv

    import dlt
    from stdnum.cn import uscc

    @dlt.resource(name="penalties")
    def rows():  # noqa: ANN202
        with open(file, encoding="utf-8", newline="") as handle:  # noqa: PTH123
            batch = []
            for row in csv.DictReader(handle):
                row["accepted"] = all(row[name] for name in REQUIRED) and all(
                    uscc.is_valid(row[c]) for c in CODES
                )
                batch.append(row)
                if len(batch) == CHUNK // 10:
                    yield batch
                    batch = []
            yield batch

    pipeline = dlt.pipeline(
        "bench",
        destination=dlt.destinations.duckdb(f"{folder}/dlt.duckdb"),
        pipelines_dir=str(folder / "dlt"),
    )
    pipeline.run(rows())


def pandas(file: str, folder: Path, encoding: str = "utf-8") -> None:
    """Check by pandas with pandera, chunk by chunk, Parquet out."""
    import pandas as pd
    import pandera.pandas as pa
    import pyarrow as arrow
    import pyarrow.parquet as pq
    from stdnum.cn import uscc

    def code(name: str) -> pa.Column:
        return pa.Column(str, pa.Check(uscc.is_valid, element_wise=True), nullable=True, name=name)

    columns = {name: pa.Column(str, nullable=False) for name in REQUIRED}
    columns |= {name: code(name) for name in CODES}
    columns |= {
        name: pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$"), nullable=True) for name in DATES
    }
    columns["行政相对人类别"] = pa.Column(str, pa.Check.isin(CATEGORIES))
    schema, writer = pa.DataFrameSchema(columns), None
    for chunk in pd.read_csv(
        file, dtype=str, chunksize=CHUNK, encoding=encoding, keep_default_na=False, na_values=[""]
    ):
        good = schema.validate(chunk, lazy=True)
        table = arrow.Table.from_pandas(good[~good.duplicated()])
        if writer is None:
            text = arrow.schema([arrow.field(n, arrow.large_string()) for n in table.column_names])
            writer = pq.ParquetWriter(folder / "pandas.parquet", text)
        writer.write_table(table.cast(writer.schema))
    if writer is not None:
        writer.close()


if __name__ == "__main__":
    name, file, folder, *rest = sys.argv[1:]
    {"limit": limit, "dlt": dlt, "pandas": pandas}[name](file, Path(folder), *rest)
