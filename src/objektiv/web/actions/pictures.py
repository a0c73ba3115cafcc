"""Drawn charts: made once, kept in the cache, whichever page shows them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.cache import cache

from objektiv.web.models import PlaceReport, Work
from objektiv.web.queries.parts import whole_part_of

KEPT = 30 * 24 * 3600


def picture_of(chart: Mapping[str, Any]) -> str:
    """The chart as inline SVG."""
    from objektiv import charts

    told = [chart["code"], chart["title"], chart["description"], chart["spec"]]
    drawing = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    key = f"chart:{hashlib.sha256(drawing).hexdigest()}"
    picture = cache.get(key)
    if picture is None:
        drawn = charts.svg(chart["spec"])
        picture = charts.inline(drawn, chart["code"], chart["title"], chart["description"])
        cache.set(key, picture, KEPT)
    return picture


def draw_quality(work: Work) -> int:
    """Draw the dozen charts of a work's quality page before its first reader waits for them."""
    report = PlaceReport.objects.filter(analysis__work=work, analysis__current=True).first()
    part = whole_part_of(report, "quality") if report else None
    charts = [chart for section in (part or {}).get("sections", ()) for chart in section["charts"]]
    for one in charts:
        picture_of(one)
    return len(charts)
