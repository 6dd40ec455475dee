"""Front-end databases (前置库): rows of a table into files of the inbox, each row once.

* `marked`: rows in the unread state are read, marked and receipted in one transaction.
* `unmarked`: nothing is written to the source; rows above a watermark, or the whole table.

Either way a file is complete and on the disk before it counts, and one record (see `part`) says how a pull
that was killed is to be finished. A file is Parquet with a text for every value, NULL kept apart from the
empty text.
"""

from __future__ import annotations

from ingest.connectors.database import marked, unmarked
from ingest.connectors.database.table import open_table
from ingest.connectors.inbox import Inbox


def fetch(inbox: Inbox) -> None:
    """Take what the table holds for us.

    Raises:
        FetchError: the database cannot be reached, is not as declared, or holds rows that cannot be taken;
            what was taken before is in the inbox.
        SecretError: the password cannot be read.
    """
    with open_table(inbox) as table:
        if table.source.state:
            marked.fetch(inbox, table, table.source.state)
        elif table.source.watermark:
            unmarked.fetch_above(inbox, table, table.source.watermark)
        else:
            unmarked.fetch_all(inbox, table)
