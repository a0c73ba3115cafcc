"""Plans, letters, recommendations and protocols in: DOCX, ODT and TXT into measures."""

from objektiv.documents.reading.measures import DocumentKind, ReadMeasure, ReadPlan, ReadSection
from objektiv.documents.reading.people import participants_in, people_in
from objektiv.documents.reading.plan import read_plan
from objektiv.documents.reading.schools import SchoolMatch, match_schools, named_schools

__all__ = [
    "DocumentKind",
    "ReadMeasure",
    "ReadPlan",
    "ReadSection",
    "SchoolMatch",
    "match_schools",
    "named_schools",
    "participants_in",
    "people_in",
    "read_plan",
]
