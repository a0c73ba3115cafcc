"""Facts of an analysis that may call for recommendations, kept for whoever writes them."""

from __future__ import annotations

from objektiv.profiles import Profile
from objektiv.schema import Findings, Reports
from objektiv.web.models import Analysis, Ground


def keep_grounds(analysis: Analysis, findings: Findings, made: Reports, profile: Profile) -> None:
    """A row per fact of a school; inside the transaction of the analysis."""
    from objektiv.recommendations import grounds

    Ground.objects.bulk_create(
        [
            Ground(analysis=analysis, school_id=int(school), code=one.code, text=one.text)
            for (_, _, school), known in grounds([findings], [made], profile).items()
            for one in known.found
        ],
        batch_size=500,
    )
