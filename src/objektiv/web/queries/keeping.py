"""What is due to be removed by rule. A preview and the removal itself ask the same questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from objektiv.planning.debt import State
from objektiv.profiles import Rule, review_rules
from objektiv.web.models import (
    Attachment,
    ClassJournal,
    CodeBatch,
    Decision,
    Finding,
    HelpCase,
    Hold,
    JournalFile,
    JournalPage,
    JournalUpload,
    NamePiece,
    Organisation,
    Person,
    Protocol,
    Recheck,
    Removal,
    RemovalRequest,
    Review,
    SealedEdition,
    Survey,
    SurveyGroup,
    UploadedFile,
)
from objektiv.web.permissions import places

S = JournalUpload.State


@dataclass(frozen=True)
class Due:
    """One rule with what it would remove now."""

    name: str
    rule: Rule
    rows: QuerySet

    @property
    def count(self) -> int:
        return self.rows.count()


def due_at(place: Organisation, now: datetime | None = None) -> list[Due]:
    """Everything due at or below a place; what stands under a hold is not."""
    now = timezone.localtime(now or timezone.now())
    rules = review_rules()
    within = Organisation.objects.within(place.path).exclude(pk__in=held())

    def before(name: str) -> datetime:
        return now - timedelta(days=rules[name].value)

    def last(name: str) -> int:
        """Calendar year in which a school year ends: earlier ones are due."""
        return now.year - rules[name].value

    found = {
        "keep_former_days": _former(within, before("keep_former_days")),
        "keep_cleared_days": _cleared(within, before("keep_cleared_days")),
        "keep_rows_years": _rows(within, last("keep_rows_years")),
        "keep_originals_days": _originals(within, before("keep_originals_days")),
        "keep_attachments_days": _attachments(within, before("keep_attachments_days")),
        "keep_journals_years": _journals(within, last("keep_journals_years")),
        "keep_journal_files_days": _journal_files(within, before("keep_journal_files_days")),
        "keep_help_years": _help(within, last("keep_help_years")),
        "keep_sealed_days": _sealed(within, before("keep_sealed_days")),
        "keep_names_years": _names(within, last("keep_names_years")),
        "keep_words_days": _words(within, before("keep_words_days").date()),
    }
    return [Due(name, rules[name], rows) for name, rows in found.items()]


def held():
    """Organisations under a hold, those below included."""
    paths = Hold.objects.filter(lifted_at=None).values_list("organisation__path", flat=True)
    return Organisation.objects.within(*paths)


def _former(within, day: datetime):
    """Findings of former analyses."""
    return Finding.objects.filter(
        school__in=within, analysis__current=False, analysis__made_at__lt=day
    )


def _cleared(within, day: datetime):
    """Findings whose question was answered in favour of the school."""
    review = Review.objects.filter(
        school=OuterRef("school"), work=OuterRef("analysis__work"), state=Review.State.CLOSED
    )
    last = review.annotate(last=Max("decisions__at")).filter(last__lt=day)
    cleared = last.filter(
        Q(decisions__kind=Decision.Kind.EXPLAINED) | Q(rechecks__outcome=Recheck.Outcome.CLEARED)
    )
    open_ = Review.objects.filter(
        school=OuterRef("school"), work=OuterRef("analysis__work")
    ).exclude(state=Review.State.CLOSED)
    return Finding.objects.filter(
        Exists(cleared), ~Exists(open_), school__in=within, kept__isnull=False
    )


def _rows(within, year: int):
    """Protocols whose rows of pupils are older than the rule allows."""
    return Protocol.objects.filter(school__in=within, work__year__lt=year, rows_removed_at=None)


def _originals(within, day: datetime):
    """Files as they came; not those that hold a school under a hold."""
    under_hold = Protocol.objects.filter(upload=OuterRef("upload"), school__in=held())
    return UploadedFile.objects.filter(
        ~Exists(under_hold),
        upload__organisation__in=within,
        upload__brought_at__lt=day,
        removed_at=None,
    )


def _attachments(within, day: datetime):
    """Documents to replies of reviews that ended long ago."""
    ended = Decision.objects.filter(review=OuterRef("reply__review"), at__gte=day)
    return Attachment.objects.filter(
        ~Exists(ended),
        reply__review__school__in=within,
        reply__review__state=Review.State.CLOSED,
        reply__at__lt=day,
        removed_at=None,
    )


def _journals(within, year: int):
    """Journals that still have marks, of school years that ended before the year."""
    pages = JournalPage.objects.filter(journal=OuterRef("pk"))
    return ClassJournal.objects.filter(
        Exists(pages), school__in=within, school_year__start__lt=year - 1
    ).select_related("school", "school_year")


def _journal_files(within, day: datetime):
    """Files of journals about which was decided; what waits for a decision stays."""
    decided = (S.ACCEPTED, S.CANCELLED, S.WITHDRAWN)
    return JournalFile.objects.filter(
        upload__school__in=within, upload__state__in=decided, upload__brought_at__lt=day,
        removed_at=None,
    ).select_related("upload__school")  # fmt: skip


def _help(within, year: int):
    """Help that is over, and debts that were cleared."""
    over = (*HelpCase.OVER, State.CLEARED.value)
    return HelpCase.objects.filter(
        school__in=within, state__in=over, school_year__start__lt=year - 1
    ).select_related("school", "school_year")


def _sealed(within, day: datetime):
    """Sealed files whose time came long ago; also those of a parcel that was cancelled."""
    return SealedEdition.objects.filter(
        parcel__organisation__in=within, parcel__opens_at__lt=day, removed_at=None
    ).select_related("parcel__organisation")


def _names(within, year: int):
    """Batches of codes that still have names in the vault."""
    pieces = NamePiece.objects.filter(batch=OuterRef("pk"))
    return CodeBatch.objects.filter(
        Exists(pieces), school__in=within, year__lt=year
    ).select_related("school", "procedure")


def _words(within, day: date):
    """Surveys that ended; not those that asked a school under a hold."""
    under_hold = SurveyGroup.objects.filter(survey=OuterRef("pk"), school__in=held())
    return Survey.objects.filter(
        ~Exists(under_hold), organisation__in=within, state=Survey.State.CLOSED, closes__lt=day,
        words_removed_at=None,
    ).select_related("organisation")  # fmt: skip


def requests_visible_to(person: Person):
    return RemovalRequest.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "keeping.view"))
    ).select_related("file__upload", "organisation", "asked_by", "decided_by")


def holds_visible_to(person: Person):
    return Hold.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "keeping.view"))
    ).select_related("organisation", "by", "lifted_by")


def removals_at(place: Organisation):
    return Removal.objects.filter(
        organisation__in=Organisation.objects.within(place.path)
    ).select_related("organisation", "by")
