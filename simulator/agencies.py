"""Third-party credit agencies and the times for which they are qualified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from simulator.codes import credit_code, organisation_code
from simulator.subjects import World


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, and its qualifications as days before the as-of day (until None: to this day)."""

    name: str
    body: str
    qualified: tuple[tuple[int, int | None], ...]

    @property
    def uscc(self) -> str:
        """Its code."""
        return credit_code("91", "210102", organisation_code(self.body))

    def terms(self, world: World) -> list[tuple[date, date | None]]:
        """First and last day of each qualification."""
        return [
            (world.as_of - timedelta(days=since), world.as_of - timedelta(days=until) if until else None)
            for since, until in self.qualified
        ]


AGENCIES = (
    Agency("辽宁诚衡信用服务有限公司", "MA0CH001", ((900, None),)),
    Agency("盘锦信达征信有限公司", "MA0XD002", ((800, 260), (140, None))),  # lapsed for four months
    Agency("辽宁众信评级有限公司", "MA0HX003", ((1_000, 200),)),  # lapsed
    Agency("沈阳未备案咨询有限公司", "MA0WB004", ()),  # never qualified
)
