"""Tables of openness: what stands on public pages."""

from objektiv.web.models.openness.public import (
    PublicItem,
    PublicPage,
    PublicRelease,
    PublicTable,
)

__all__ = ["PublicItem", "PublicPage", "PublicRelease", "PublicTable"]
