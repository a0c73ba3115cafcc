"""Tables of openness: what stands on public pages, what people are asked."""

from objektiv.web.models.openness.parents import (
    Acknowledgement,
    Acquaintance,
    Consultation,
)
from objektiv.web.models.openness.public import (
    PublicItem,
    PublicPage,
    PublicRelease,
    PublicTable,
)
from objektiv.web.models.openness.report import YearReport
from objektiv.web.models.openness.surveys import Survey, SurveyAnswer, SurveyCode, SurveyGroup

__all__ = [
    "Acknowledgement",
    "Acquaintance",
    "Consultation",
    "PublicItem",
    "PublicPage",
    "PublicRelease",
    "PublicTable",
    "Survey",
    "SurveyAnswer",
    "SurveyCode",
    "SurveyGroup",
    "YearReport",
]
