"""Where a label of a point may stand so that labels do not cover each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from objektiv.charts.parts import Layer, at, layer

_CHARACTER, _LINE = 6.4, 12.0
# Tried in turn: right, left, above, below; then further off.
_OFFSETS = ((7, 0), (-7, 0), (0, -11), (0, 11), (9, -9), (-9, -9), (9, 9), (-9, 9))


def labels_of(
    points: Sequence[dict[str, Any]],
    x: tuple[float, float],
    y: tuple[float, float],
    size: tuple[float, float],
) -> list[Layer]:
    """Layers of the labels that find room; watched ones are amber with «▲»."""
    found = placed(points, x, y, size)
    quiet = [one for one in found if not one["watched"]]
    watched = [{**one, "text": f"▲{one['text']}"} for one in found if one["watched"]]
    return [
        layer("text", values, at(text="text"), role, align="center", fontSize=11)
        for values, role in ((quiet, "ink"), (watched, "watch"))
        if values
    ]


def placed(
    points: Sequence[dict[str, Any]],
    x: tuple[float, float],
    y: tuple[float, float],
    size: tuple[float, float],
) -> list[dict[str, Any]]:
    """The points whose `text` finds room, moved to the middle of their label.

    Watched points choose first; a label that would cover a point or another label is left out
    (every number is in the table). x, y: ends of the scales; size: pixels.

    >>> far = [{"x": 0, "y": 0, "text": "а", "watched": False}]
    >>> [one["text"] for one in placed(far, (-1, 1), (-1, 1), (100, 100))]
    ['а']
    >>> len(placed(far * 3, (-1, 1), (-1, 1), (100, 100))) < 4
    True
    """
    wide, high = size
    per_x, per_y = wide / (x[1] - x[0]), high / (y[1] - y[0])
    spots = [((p["x"] - x[0]) * per_x, (y[1] - p["y"]) * per_y) for p in points]
    boxes = [(u - 3.0, v - 3.0, u + 3.0, v + 3.0) for u, v in spots]
    whiskers = [
        (u - 1.0, (y[1] - p["high"]) * per_y, u + 1.0, (y[1] - p["low"]) * per_y)
        for (u, _), p in zip(spots, points, strict=True)
        if "low" in p
    ]
    found: list[dict[str, Any]] = []
    for i in sorted(range(len(points)), key=lambda i: not points[i].get("watched")):
        text = str(points[i]["text"])
        width = _CHARACTER * (len(text) + (2 if points[i].get("watched") else 0))
        u, v = spots[i]
        for dx, dy in _OFFSETS:
            a = u + dx + (width / 2 if dx > 0 else -width / 2 if dx < 0 else 0)
            b = v + dy
            box = (a - width / 2, b - _LINE / 2, a + width / 2, b + _LINE / 2)
            inside = box[0] >= 0 and box[2] <= wide and box[1] >= 0 and box[3] <= high
            covered = any(_meet(box, other) for j, other in enumerate(boxes) if j != i)
            if inside and not covered and not any(_meet(box, other) for other in whiskers):
                boxes.append(box)
                moved = {"x": round(x[0] + a / per_x, 5), "y": round(y[1] - b / per_y, 5)}
                found.append({**points[i], **moved})
                break
    return found


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
