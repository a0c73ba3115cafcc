"""What schools keep about pupils and materials, removed by rule; `actions.keeping` calls it.

Each returns paths of the store that nothing points at any more.
"""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, Sum
from django.utils import timezone

from objektiv.web.actions.tombstones import bury_file, tombstone, unused_originals
from objektiv.web.models import (
    ClassJournal,
    CodeBatch,
    HelpCase,
    JournalFile,
    JournalPage,
    JournalUpload,
    NamePiece,
    Person,
    PupilCode,
    SealedEdition,
    SealedParcel,
    Survey,
    SurveyAnswer,
    SurveyCode,
)
from objektiv.web.queries.openness.surveys import themes_of


def journals(rows: list[ClassJournal], rule: str, by: Person | None) -> set[str]:
    """Marks and digests of names; counts by period stay with the journal."""
    uploads = set()
    for one in rows:
        pages = list(one.pages.all())
        uploads |= {page.upload_id for page in pages}
        tombstone(
            rule, one.school, f"classjournal:{one.pk}",
            f"Отметки журнала: {one}, {one.school_year}", by,
            counts={"pages": len(pages), "marks": sum(page.marks for page in pages)},
        )  # fmt: skip
        one.pages.all().delete()
        PupilCode.objects.filter(
            school=one.school_id, school_year=one.school_year_id, class_name=one.class_name
        ).delete()
    left = JournalPage.objects.filter(upload__in=uploads).values("upload")
    return _forget(JournalUpload.objects.filter(pk__in=uploads).exclude(pk__in=left))


def journal_files(rows: list[JournalFile], rule: str, by: Person | None) -> set[str]:
    """Files as they came; with those of a cancelled upload also what was read of it."""
    for one in rows:
        bury_file(one, rule, one.upload.school, f"Файл: {one.upload}", by)
    cancelled = JournalUpload.objects.filter(
        pk__in={one.upload_id for one in rows}, state=JournalUpload.State.CANCELLED
    )
    return unused_originals({one.path for one in rows}) | _forget(cancelled)


def _forget(uploads) -> set[str]:
    """What was read of these uploads; stored files that another upload needs stay."""
    paths = set(uploads.exclude(store_path="").values_list("store_path", flat=True))
    JournalUpload.objects.filter(pk__in=list(uploads.values_list("pk", flat=True))).update(
        store_path="", understood={}
    )
    used = JournalUpload.objects.filter(store_path__in=paths)
    return paths - set(used.values_list("store_path", flat=True))


def help_cases(rows: list[HelpCase], rule: str, by: Person | None) -> set[str]:
    """The steps, the route, the notices; how many and how it ended stays."""
    known = HelpCase.objects.filter(pk__in=[one.pk for one in rows]).annotate(
        all_steps=Count("steps", distinct=True), all_notices=Count("notices", distinct=True)
    )
    numbers = {one.pk: (one.all_steps, one.all_notices) for one in known}
    for one in rows:
        steps, notices = numbers[one.pk]
        # Without the code: who it was about is what goes.
        tombstone(
            rule, one.school, f"helpcase:{one.pk}",
            f"Помощь ученику: {one.class_name}, {one.subject}, {one.school_year}", by,
            counts={one.state: 1, "steps": steps, "notices": notices},
        )  # fmt: skip
    HelpCase.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return set()


def sealed(rows: list[SealedEdition], rule: str, by: Person | None) -> set[str]:
    """The encrypted files and the release keys; who received them and when stays."""
    for one in rows:
        bury_file(one, rule, one.parcel.organisation, f"Запечатано: {one.parcel}", by)
    SealedParcel.objects.filter(pk__in={one.parcel_id for one in rows}).update(release_kept="")
    return unused_originals({one.path for one in rows})


def names(rows: list[CodeBatch], rule: str, by: Person | None) -> set[str]:
    """Names of the vault; codes stay."""
    for one in rows:
        found = NamePiece.objects.filter(batch=one)
        number = found.aggregate(n=Sum("names"))["n"]
        tombstone(rule, one.school, f"codebatch:{one.pk}", f"Имена по кодам: {one}", by,
                  counts={"names": number})  # fmt: skip
        found.delete()
    return set()


def words(rows: list[Survey], rule: str, by: Person | None) -> set[str]:
    """Answers in own words become numbers of themes; slips with codes go."""
    for one in rows:
        open_ = [asked["code"] for asked in one.questions if asked["kind"] == "open"]
        answers = list(SurveyAnswer.objects.filter(group__survey=one))
        said = [(code, each.values.pop(code)) for each in answers for code in open_
                if code in each.values]  # fmt: skip
        SurveyAnswer.objects.bulk_update(answers, ["values"], batch_size=500)
        themes: Counter[str] = Counter()
        for code in open_:
            themes.update(dict(themes_of([text for asked, text in said if asked == code])))
        SurveyCode.objects.filter(group__survey=one).delete()
        tombstone(rule, one.organisation, f"survey:{one.pk}", f"Ответы своими словами: {one}", by,
                  counts={"answers": len(answers), "words": len(said), **themes})  # fmt: skip
    Survey.objects.filter(pk__in=[one.pk for one in rows]).update(words_removed_at=timezone.now())
    return set()
