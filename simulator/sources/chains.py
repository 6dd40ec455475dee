"""The log of joint reward and punishment: chains that close alone, by hand, out of order, or never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.facts import seed
from simulator.rows import Row
from simulator.sources.table import Tables, row_of
from simulator.subjects import World

SPAN = 400  # days before the as-of day in which chains begin
Event = tuple[str, int, int | None, bool]  # stage, days after the first, minute, automatic
Story = tuple[Event, ...]
ALONE = (True, True, True)


def _whole(by_itself: tuple[bool, bool, bool], answer: int, feedback: int) -> Story:
    """All three steps; days after the first on which it is answered and fed back."""
    return (
        ("发起", 0, 540, by_itself[0]),
        ("响应", answer, 600, by_itself[1]),
        ("反馈", feedback, 660, by_itself[2]),
    )


STORIES: tuple[Story, ...] = (
    _whole(ALONE, 1, 6),
    _whole(ALONE, 0, 0),
    _whole((True, False, True), 3, 9),  # answered by hand
    _whole((True, True, False), 2, 5),
    _whole(ALONE, 9, 4),  # fed back before it was answered
    (("发起", 0, 700, True), ("响应", 0, 650, True), ("反馈", 1, 640, True)),  # the same day, before
    (("发起", 0, None, True), ("响应", 0, 30, True), ("反馈", 0, None, True)),  # no minutes written
    _whole(ALONE, 20, 100),  # in another quarter
    (("发起", 0, 500, True), ("响应", 1, 500, True)),
    (("发起", 0, 500, False),),
    (*_whole((True, False, True), 1, 8), ("响应", 2, 480, True)),  # then answered by itself as well
    (("响应", 0, 480, True), ("反馈", 1, 480, True)),  # nobody initiated it
)
DEPARTMENTS = ("市智慧城市中心", "市市场监管局", "盘锦市交通运输局", "市税务局", "市生态环境局")


def _events(world: World, last: date, day: date) -> Iterator[Row]:
    fields = [
        row["item"]
        for row in seed("indicators/indicator_items")
        if row["indicator_id"] in ("T08-01", "T09-01")
    ]
    for chain in range(world.size(240, 120)):
        began = world.as_of - timedelta(days=2 + world.chance.number("chain began", chain, SPAN))
        story = world.chance.pick("chain story", chain, STORIES)
        # some fields have no system of their own yet: the later ones come less often
        field = fields[world.chance.number("chain field", chain, 1 + chain % len(fields))]
        for step, (stage, after, minute, by_itself) in enumerate(story):
            occurred = began + timedelta(days=after)
            if last < occurred <= day:
                yield row_of(
                    {
                        "event_no": f"{step + 1}",
                        "chain_no": f"LHJC{chain:06d}",
                        "field": field,
                        "stage": stage,
                        "unit": DEPARTMENTS[(chain + step) % len(DEPARTMENTS)],
                        "occurred_on": occurred,
                        "occurred_minute": minute,
                        "is_automatic": by_itself,
                    }
                )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a month."""
    yield from tables.deliver(
        "credit_centre_interface_log", "接口日志", lambda last, day: _events(tables.world, last, day)
    )
