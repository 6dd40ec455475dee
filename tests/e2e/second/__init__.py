"""A second, independent reading of the lines: whether one member counts, told from the original files alone.

Nothing here shares code with the warehouse or with the simulator's answers; only the bare reader of the files
is that of `tests.e2e.originals`. Where the answers count a whole line, this judges one member at a time, from
the member's own row or item outward.
"""

from tests.e2e.second import events, fields, lists, platform, services
from tests.e2e.second.judged import JUDGES

__all__ = ["JUDGES", "events", "fields", "lists", "platform", "services"]
