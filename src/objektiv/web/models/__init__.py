"""Tables: fields, constraints, short properties; what is done to them stands in actions."""

from objektiv.web.models.audit import AuditEntry
from objektiv.web.models.bodies import Body, BodyMember
from objektiv.web.models.changes import OrganisationChange
from objektiv.web.models.findings import (
    Analysis,
    Attachment,
    Decision,
    Finding,
    PlaceReport,
    Recheck,
    Reply,
    Review,
)
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import (
    Organisation,
    SchoolClass,
    SchoolYear,
    Subject,
    Term,
)
from objektiv.web.models.people import Invitation, Person, Role, RoleAssignment
from objektiv.web.models.results import (
    Procedure,
    Protocol,
    SchoolAlias,
    Upload,
    UploadedFile,
    Work,
)

__all__ = [
    "Analysis",
    "Attachment",
    "AuditEntry",
    "Body",
    "BodyMember",
    "Decision",
    "Finding",
    "Invitation",
    "Job",
    "Organisation",
    "OrganisationChange",
    "Person",
    "PlaceReport",
    "Procedure",
    "Protocol",
    "Recheck",
    "Reply",
    "Review",
    "Role",
    "RoleAssignment",
    "SchoolAlias",
    "SchoolClass",
    "SchoolYear",
    "Subject",
    "Term",
    "Upload",
    "UploadedFile",
    "Work",
]
