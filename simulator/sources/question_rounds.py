"""Return workbooks that come back, and the file of what people decided about questions."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.deliveries import Delivery
from simulator.question_rounds import DECIDED_BEFORE, DECISIONS_FEED, Rounds, decisions_of
from simulator.sources.table import Tables, row_of


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Two return workbooks, two files of decisions."""
    rounds = Rounds(tables.world, tables.catalogue)
    asked = rounds.asked()
    yield from rounds.sent_back(asked)
    yield from tables.deliver(
        DECISIONS_FEED,
        "问题处理意见",
        lambda last, day: (row_of(said) for said in decisions_of(asked, last, day)),
        before=DECIDED_BEFORE,
    )
