"""One theme: what each colour means, on paper, on a light and on a dark screen.

A specification names colours by their light hex value; a page replaces each by its CSS
variable (`inline`), so one drawing serves light, dark and print. Every hex value stands
for one role only. Steps differ in lightness, so they survive a grey printer; what matters
is also said by a label, a sign or a word.
"""

from __future__ import annotations

from typing import Any

# role: (light and paper, dark)
COLOURS = {
    "paper": ("#ffffff", "#14181e"),
    "ink": ("#1b2430", "#e8ecf1"),
    "muted": ("#566170", "#a9b4c1"),  # axis labels, notes
    "rule": ("#d3d9e1", "#38424f"),  # axes and grids
    "accent": ("#1b5aa6", "#7db4f5"),  # the unit that the chart speaks of
    "bar": ("#8499b3", "#6d829c"),
    "band": ("#d9e1ea", "#35445a"),  # what is expected
    "watch": ("#a65c00", "#f0b35a"),  # amber: requires verification
    "watch-soft": ("#fdf1dc", "#3b2d14"),
    # Completion of an item: three steps of one hue.
    "zone-low": ("#c9d8ec", "#314b6e"),
    "zone-border": ("#e0e9f5", "#26384f"),
    "zone-enough": ("#f3f7fb", "#1b2531"),
    # Marks 2…5, and the ink on each.
    "mark-2": ("#34495f", "#b9cbe0"),
    "mark-2-ink": ("#fefefe", "#15191f"),
    "mark-3": ("#91a7c2", "#7289a6"),
    "mark-3-ink": ("#141a22", "#0d1116"),
    "mark-4": ("#c5d2e2", "#465b75"),
    "mark-4-ink": ("#151b23", "#f2f5f9"),
    "mark-5": ("#e7eef6", "#2a3a4d"),
    "mark-5-ink": ("#161c24", "#f1f4f8"),
    # The mark against the journal.
    "lowered": ("#1e5a61", "#9bd0d3"),
    "lowered-ink": ("#fdfdfd", "#161a20"),
    "confirmed": ("#e4ecec", "#2b3a3c"),
    "confirmed-ink": ("#171d25", "#f0f3f7"),
    "raised": ("#86b6b9", "#457579"),
    "raised-ink": ("#131921", "#fdfefe"),
}
LIGHT = {role: light for role, (light, _) in COLOURS.items()}
DARK = {role: dark for role, (_, dark) in COLOURS.items()}

# Logical width of a chart in pixels: a phone shows it one to one, a desktop enlarges it.
WIDTH = 340
FONT = "Liberation Sans, Arial, sans-serif"
FONT_SIZE = 12

# CLDR `ru`; labels with a text of their own are written by `objektiv.russian`.
FORMAT_LOCALE: dict[str, Any] = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0₽"],
    "minus": "\u2212",
    "percent": "\u00a0%",
}

CONFIG: dict[str, Any] = {
    "aria": False,  # the whole picture has one alternative text and a table beside it
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    # Vega makes points and ticks see-through; what is drawn here is meant to be seen.
    "point": {"opacity": 1},
    "tick": {"opacity": 1},
    "text": {"color": LIGHT["ink"], "fontSize": FONT_SIZE},
    "axis": {
        "labelColor": LIGHT["muted"],
        "titleColor": LIGHT["muted"],
        "domainColor": LIGHT["rule"],
        "gridColor": LIGHT["rule"],
        "tickColor": LIGHT["rule"],
        "labelFontSize": FONT_SIZE,
        "titleFontSize": FONT_SIZE,
        "titleFontWeight": "normal",
        "labelPadding": 5,
    },
}


def css() -> str:
    """The colours as CSS variables: light by default and on paper, dark where asked for."""
    light = "".join(f"--{role}:{value};" for role, value in LIGHT.items())
    dark = "".join(f"--{role}:{value};" for role, value in DARK.items())
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, WCAG 2.1 §1.4.3.

    >>> contrast("#ffffff", "#000000")
    21.0
    """

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)
