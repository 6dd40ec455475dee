"""Plots as SVG inside the page. Their colours are the style sheet's; no script, no style of their own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence

import pygal
from lxml import etree
from markupsafe import Markup
from pygal.style import Style

WIDTH, HEIGHT, MARGIN = 88, 22, 3
# what pygal draws for its own script: nothing of it may run or be fetched
NOT_OURS = "//*[local-name()='script' or local-name()='style' or local-name()='desc'] | //comment()"


def sparkline(values: Sequence[float | None], target: float | None, told: str) -> Markup:
    """A line as small as a word; unknown figures are gaps, the target is a dashed line.

    Args:
        values: oldest first; at least one of them known, or nothing is drawn.
        target: the target, if there is one.
        told: what is said to whoever cannot see it.
    """
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    scale = [*known, target] if target is not None else known
    low, high = min(scale), max(scale)

    def point(place: int, value: float) -> tuple[float, float]:
        step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
        x = WIDTH - MARGIN - step * (len(values) - 1 - place)
        share = (value - low) / (high - low) if high > low else 0.5
        return round(x, 1), round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)

    drawn = [point(place, value) for place, value in enumerate(values) if value is not None]
    paths = " ".join(
        f"{'M' if place == 0 or values[place - 1] is None else 'L'}{x} {y}"
        for place, value in enumerate(values)
        if value is not None
        for x, y in [point(place, value)]
    )
    dashed = ""
    if target is not None:
        y = point(0, target)[1]
        dashed = Markup('<path class="goal" d="M0 {}H{}"/>').format(y, WIDTH)
    x, y = drawn[-1]
    return Markup(
        '<svg class="spark" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{told}">'
        '{dashed}<path d="{paths}"/><circle cx="{x}" cy="{y}" r="2.2"/></svg>'
    ).format(w=WIDTH, h=HEIGHT, told=told, dashed=dashed, paths=paths, x=x, y=y)


# what site.css says of the same plot, for a place the style sheet does not reach
ALONE = (
    '<svg xmlns="http://www.w3.org/2000/svg"',
    "<style>path{fill:none;stroke:#2f6f9f;stroke-width:1.5}circle{fill:#2f6f9f}"
    ".goal{stroke:#888;stroke-width:1;stroke-dasharray:3 3}</style>",
)


def sparkline_uri(values: Sequence[float | None], target: float | None) -> str:
    """The same line as a data URI: an image without file or network; empty where nothing is known."""
    drawn = str(sparkline(values, target, ""))
    if not drawn:
        return ""
    namespace, style = ALONE
    alone = drawn.replace("<svg", namespace, 1).replace(">", f">{style}", 1)
    return f"data:image/svg+xml;base64,{b64encode(alone.encode()).decode()}"


def _style() -> Style:
    return Style(
        font_family="inherit", label_font_size=12, major_label_font_size=12, legend_font_size=12,
        background="transparent", plot_background="transparent",
    )  # fmt: skip


def stacked_bars(title: str, labels: Sequence[str], series: dict[str, list[int]]) -> Markup:
    """Counts on top of each other, one bar a label; the first series stands at the bottom."""
    chart = pygal.StackedBar(
        js=[], no_prefix=True, style=_style(), width=960, height=240, margin=4, margin_right=40, title=None,
        legend_at_bottom=True, legend_at_bottom_columns=len(series), legend_box_size=12, spacing=6,
    )  # fmt: skip
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, values)
    return _inside(chart, title)


def time_line(
    title: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    target: float | None,
    shown: Callable[[float], str],
) -> Markup:
    """A figure over the days it was published for, and its target; ``shown`` writes a figure at the axis."""
    chart = pygal.Line(
        js=[], no_prefix=True, style=_style(), width=960, height=220, margin=4, margin_right=40, title=None,
        legend_at_bottom=True, legend_box_size=12, spacing=6, dots_size=3, value_formatter=shown,
    )  # fmt: skip
    chart.x_labels = list(labels)
    chart.add("值 value", list(values))
    if target is not None:
        chart.add("目标 target", [target] * len(labels), show_dots=False)
    return _inside(chart, title)


def _inside(chart: pygal.graph.graph.Graph, title: str) -> Markup:
    """The drawing as an element of the page: named, without scripts, styles and foreign names."""
    tree = chart.render_tree()
    for foreign in tree.xpath(NOT_OURS):
        foreign.getparent().remove(foreign)
    for element in tree.iter():
        element.attrib.pop("style", None)
    tree.attrib.pop("id", None)
    tree.set("class", "chart")
    tree.set("role", "img")
    tree.set("aria-label", title)
    for element in tree.iterfind(".//{*}title"):
        if element.getparent() is tree:
            element.text = title
    text = etree.tostring(tree, encoding="unicode")
    # inside HTML an <svg> needs no namespace
    text = text.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
    return Markup(text.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "", 1))  # noqa: S704 - pygal escapes
