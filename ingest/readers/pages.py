"""Read what an HTTP pull brought: pages as they came in one ZIP, together one table.

The rows are numbered through all pages, so a row number means the row in the whole answer; the index tells
how many rows each page holds. Every page is read by the reader of what it is.
"""

from __future__ import annotations

INDEX = "siku-pull.json"  # the first member of the ZIP, which is how such a file is known
FORMAT = "siku-pull/1"
