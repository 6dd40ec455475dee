"""What dbt reads from landing: a source for each standard, for the index, and for the frozen marts."""

from __future__ import annotations

from typing import Any

from ingest.catalogue import Standard
from orchestration.editions import frozen_declarations
from orchestration.generate.text import described, rendered, sql_file

FROZEN_ROWS = "已发布各期所存的行:"
FROZEN = """\
select
    [[ columns | join(',\\n    ') ]]
from {{ landing_source('[[ name ]]') }}
where
    as_of_date <= (select as_of_date from {{ landing_source('run') }})
    -- editions from before the second date knew what was received by their day
    and coalesce(known_on, as_of_date) <= (select known_on from {{ landing_source('run') }})
"""


def frozen_sql(model: dict[str, Any]) -> str:
    """Rows of a frozen mart as its editions hold them, but for those of a later day or of later knowledge."""
    columns = [column["name"] for column in model["columns"]]
    return sql_file(rendered(FROZEN, columns=columns, name=model["name"]))


def frozen_yml(model: dict[str, Any]) -> dict[str, Any]:
    """Its name, description and columns, from the mart it was frozen from."""
    columns = {column["name"]: column["description"] for column in model["columns"]}
    return {
        "name": f"stg_{model['name']}",
        "description": FROZEN_ROWS + model["description"],
        "columns": described(columns),
    }


def source_yml(standards: list[Standard]) -> dict[str, Any]:
    """The source ``landing`` with a description of every table."""
    index = {
        "batches": "批次:每次交付一行,行数按状态分列",
        "receipts": "收到:每次交付一行，同一字节再次送到的也在内",
        "feeds": "数据来源:谁、按什么标准、多久报送一次",
        "run": "本次运行:数据日期、所知截止日、运行编号、代码版本,恰好一行",
        "late_rows": "数据日期以后、所知截止日以前收到,而所说之事发生在数据日期以前的行",
        "feed_fields": "来源与所属领域的对应",
        "answers": "退件的往返:每个被退回后又报回的行,是否已改正接收",
        "editions": "各数据日期已发布的期次和本次运行将发布的一期",
        "edition_causes": "本次运行将发布的一期若是重述,各指标所依的来文为何不同",
        **{name: FROZEN_ROWS + model["description"] for name, model in frozen_declarations().items()},
    }
    tables = [{"name": s.name, "description": f"{s.title}:{s.description}"} for s in standards]
    return {
        "name": "landing",
        "description": "入库区:逐批保存的原始字节和检查结果(Parquet)",
        "tables": [*tables, *described(index)],
    }
