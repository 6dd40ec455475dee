"""Where dbt opens the warehouse: a plugin of dbt-duckdb, asked when the file is opened, not while dbt parses.

dbt parses the project anew, for seconds, whenever what stands in the profile differs from the last time. A
data root is no part of what is parsed, so it is not in the profile: all share the parse of ``make install``.
"""

from __future__ import annotations

import os
from typing import Any

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError


class Plugin(BasePlugin):
    """The name is dbt-duckdb's."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Place the file of the profile in the data root, and what a build spills beside it.

        Raises:
            DbtRuntimeError: ``SIKU_DATA`` is not set.
        """
        root = os.environ.get("SIKU_DATA")
        if not root:
            raise DbtRuntimeError("没有设置 SIKU_DATA(数据目录)/ SIKU_DATA, the data root, is not set")
        creds.path = os.path.join(root, os.path.basename(creds.path))  # noqa: PTH118, PTH119 - as it is given
        # Said when the file is opened: as a setting it is set anew for each model, which fails after a spill.
        config["temp_directory"] = os.path.join(root, "warehouse.tmp")  # noqa: PTH118
