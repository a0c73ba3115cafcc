"""Tables of teachers' growth: diagnostics, courses, mentoring."""

from objektiv.web.models.growth.diagnostics import Diagnosis, Mentoring
from objektiv.web.models.growth.training import Certificate, Course, Enrolment

__all__ = ["Certificate", "Course", "Diagnosis", "Enrolment", "Mentoring"]
