"""Results to pictures: pure functions give a `Chart`, `drawing` turns it into SVG or PNG."""

from objektiv.charts.agreement import gaps, pretenders, school_means, school_picture
from objektiv.charts.answers import answers
from objektiv.charts.chart import Chart, fitting, focus
from objektiv.charts.drawing import inline, png, svg
from objektiv.charts.drift import drifts
from objektiv.charts.facts import describe_fact, expected_range, fact
from objektiv.charts.fairness import fairness, fairness_table, variants
from objektiv.charts.groups import groups
from objektiv.charts.intervals import MOST
from objektiv.charts.item_curves import item_curves
from objektiv.charts.item_map import item_map
from objektiv.charts.item_plane import item_plane
from objektiv.charts.items import items, zones
from objektiv.charts.journal import journal
from objektiv.charts.linking import equating, link, shifts
from objektiv.charts.markers import matrix, severity
from objektiv.charts.marks import marks
from objektiv.charts.options import omissions, options
from objektiv.charts.portrait import describe_items, describe_scores, item_profile, score_curve
from objektiv.charts.precision import firmness, precision
from objektiv.charts.scores import scores
from objektiv.charts.similar import among
from objektiv.charts.skills import skill_groups, skills
from objektiv.charts.theme import css
from objektiv.charts.value_added import value_added
from objektiv.charts.years import Point, years

__all__ = [
    "MOST",
    "Chart",
    "Point",
    "among",
    "answers",
    "css",
    "describe_fact",
    "describe_items",
    "describe_scores",
    "drifts",
    "equating",
    "expected_range",
    "fact",
    "fairness",
    "fairness_table",
    "firmness",
    "fitting",
    "focus",
    "gaps",
    "groups",
    "inline",
    "item_curves",
    "item_map",
    "item_plane",
    "item_profile",
    "items",
    "journal",
    "link",
    "marks",
    "matrix",
    "omissions",
    "options",
    "png",
    "precision",
    "pretenders",
    "school_means",
    "school_picture",
    "score_curve",
    "scores",
    "severity",
    "shifts",
    "skill_groups",
    "skills",
    "svg",
    "value_added",
    "variants",
    "years",
    "zones",
]
