"""Results to pictures: pure functions give a `Chart`, `drawing` turns it into SVG or PNG."""

from objektiv.charts.chart import Chart, fitting, focus
from objektiv.charts.drawing import inline, png, svg
from objektiv.charts.facts import describe_fact, expected_range, fact
from objektiv.charts.groups import groups
from objektiv.charts.items import items, zones
from objektiv.charts.journal import journal
from objektiv.charts.marks import marks
from objektiv.charts.scores import scores
from objektiv.charts.theme import css

__all__ = [
    "Chart",
    "css",
    "describe_fact",
    "expected_range",
    "fact",
    "fitting",
    "focus",
    "groups",
    "inline",
    "items",
    "journal",
    "marks",
    "png",
    "scores",
    "svg",
    "zones",
]
