"""Documents out: letterhead, templates, the register of numbers, settled cases, archives."""

from __future__ import annotations

import zipfile
from datetime import date
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from objektiv import russian, store
from objektiv.documents import office
from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import create_job
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    CaseAnswer,
    Job,
    LetterArchive,
    Letterhead,
    NumberGap,
    Organisation,
    Outgoing,
    Person,
    Recommendations,
    SheetTemplate,
)
from objektiv.web.models.outgoing import ORDERS, OUT
from objektiv.web.permissions import require
from objektiv.web.queries.outgoing import (
    Doubt,
    Hole,
    holes_of,
    letterhead_of,
    n_of,
    next_n,
    pattern_of,
    template_for,
)
from objektiv.web.queries.sheets import recommendation_sheets

STEP = 10  # letters between two words to the person who waits
TAKEN = "Номер {number} в {year} году уже занят. Свободен следующий: {free}."
ORDER_TAKEN = (
    "Приказ № {number} {year} года уже записан: он утвердил другой документ или прежнюю редакцию "
    "этого. Проверьте номер и дату."
)


# --- Letterhead and templates -------------------------------------------------------------


@transaction.atomic
def change_letterhead(place: Organisation, *, by: Person, **values: Any) -> Letterhead:
    require(by, "outgoing.write", place)
    kept = letterhead_of(place)
    before = {name: getattr(kept, name) for name in values}
    for name, value in values.items():
        setattr(kept, name, value)
    kept.full_clean()
    kept.save()
    log("letterhead.changed", kept, "Изменены бланк и вид номеров", by=by, at=place, before=before)
    return kept


def bring_template(place: Organisation, kind: str, file: Incoming, *, by: Person) -> SheetTemplate:
    """A new version in force; a file with anything wrong is refused with every place."""
    require(by, "outgoing.write", place)
    complaints = office.check_template(kind, file.read())
    if complaints:
        raise ValidationError({"file": [str(one) for one in complaints]})
    file.seek(0)
    kept = keep(file)
    with transaction.atomic():
        known = SheetTemplate.objects.filter(organisation=place, kind=kind)
        version = (known.aggregate(last=Max("version"))["last"] or 0) + 1
        known.filter(in_force=True).update(in_force=False)
        template = SheetTemplate.objects.create(
            organisation=place, kind=kind, version=version, made_by=by, **kept
        )
        log("template.brought", template, f"Загружен шаблон «{office.KINDS[kind].called}», "
            f"версия {version}", by=by, at=place, sha256=kept["sha256"])  # fmt: skip
    return template


@transaction.atomic
def use_template(template: SheetTemplate, *, by: Person, use: bool) -> None:
    """Put a kept version in force again, or go back to the program's template."""
    place = template.organisation
    require(by, "outgoing.write", place)
    SheetTemplate.objects.filter(organisation=place, kind=template.kind).update(in_force=False)
    if use:
        template.in_force = True
        template.save(update_fields=["in_force"])
    said = f"Действует версия {template.version}" if use else "Действует встроенный шаблон"
    log("template.used", template, f"{said}: {office.KINDS[template.kind].called}", by=by, at=place)


# --- Register -----------------------------------------------------------------------------


@transaction.atomic
def enter_outgoing(
    place: Organisation, *, number: str, dated: date, by: Person, **values: Any
) -> Outgoing:
    """Give a document its number for good; a number is given once a year."""
    require(by, "outgoing.write", place)
    return give_number(place, number=number, dated=dated, by=by, **values)


@transaction.atomic
def give_number(
    place: Organisation,
    *,
    number: str,
    dated: date,
    by: Person,
    book: str = OUT,
    year: int | None = None,
    field: str = "number",
    **values: Any,
) -> Outgoing:
    """The entry of a document; whoever calls has asked for the right to what is entered.

    `year`: of the numbers, where it is not that of the date; `field`: beside which a refusal is
    shown.
    """
    Organisation.objects.select_for_update().get(pk=place.pk)
    number, year = number.strip(), dated.year if year is None else year
    pattern = pattern_of(place, book)
    free = pattern.replace("{n}", str(next_n(place, year, book)))
    said = ORDER_TAKEN if book == ORDERS else TAKEN
    refusal = ValidationError({field: said.format(number=number, year=year, free=free)})
    n = n_of(pattern, number)
    kept = {"organisation": place, "year": year, "book": book}
    known = Outgoing.objects.filter(**kept)
    explained = n and NumberGap.objects.filter(**kept, first__lte=n, last__gte=n)
    if known.filter(number=number).exists() or (explained and explained.exists()):
        raise refusal
    try:
        with transaction.atomic():
            entry = Outgoing.objects.create(
                **kept, n=n, number=number, dated=dated, made_by=by, **values
            )
    except IntegrityError as error:
        raise refusal from error
    log("outgoing.entered", entry, f"Зарегистрирован документ № {number}: {entry.title}", by=by,
        at=place)  # fmt: skip
    return entry


@transaction.atomic
def cancel_outgoing(entry: Outgoing, *, reason: str, by: Person) -> None:
    """The document did not go out; its number stays taken."""
    require(by, "outgoing.write", entry.organisation)
    if entry.cancelled_because:
        raise ValidationError("Этот номер уже аннулирован.")
    entry.cancelled_because = reason.strip()
    entry.save(update_fields=["cancelled_because"])
    log("outgoing.cancelled", entry, f"Аннулирован № {entry.number}: {reason}", by=by,
        at=entry.organisation)  # fmt: skip


@transaction.atomic
def explain_hole(
    place: Organisation, year: int, hole: Hole, *, reason: str, by: Person, book: str = OUT
) -> None:
    require(by, "outgoing.write", place)
    if hole not in holes_of(place, year, book):
        raise ValidationError("Этот пропуск уже объяснён или номера заняты.")
    gap = NumberGap.objects.create(
        organisation=place, book=book, year=year, first=hole.first, last=hole.last,
        reason=reason.strip(), by=by,
    )  # fmt: skip
    log("outgoing.gap", gap, f"Номера {hole.words} за {year} год не использованы: {reason}", by=by,
        at=place)  # fmt: skip


# --- Cases --------------------------------------------------------------------------------


@transaction.atomic
def settle_case(place: Organisation, doubt: Doubt, *, text: str, by: Person) -> CaseAnswer:
    """How a name is written in a case, from now on, in every document to the school."""
    require(by, "recommendations.write", place)
    about = {"person" if isinstance(doubt.about, Person) else "organisation": doubt.about}
    answer, _ = CaseAnswer.objects.update_or_create(
        **about, case=doubt.case,
        defaults={"source": doubt.source, "text": " ".join(text.split()), "by": by},
    )  # fmt: skip
    log("case.settled", answer, f"«{doubt.source}» пишем: «{answer.text}»", by=by, at=place)
    return answer


# --- All letters in one archive -----------------------------------------------------------


@transaction.atomic
def order_archive(document: Recommendations, *, by: Person) -> Job:
    require(by, "recommendations.write", document.organisation)
    return create_job("letter_archive", f"Письма школам: {document}", by=by, document=document.pk)


def make_archive(job: Job, tell, *, document: int) -> None:
    """Every school's letter as DOCX and PDF in one ZIP; the same document gives the same bytes."""
    found = Recommendations.objects.select_related("organisation", "made_by").get(pk=document)
    by = job.started_by
    require(by, "recommendations.write", found.organisation)
    addressees = list(found.addressees.select_related("school").order_by("school__name", "id"))
    day = found.dated or timezone.localdate()
    template = template_for(found.organisation, "recommendations")
    sheets = recommendation_sheets(found, addressees, day)
    stems = russian.file_names([one.school.name for one in addressees])
    with NamedTemporaryFile(prefix="objektiv-", suffix=".zip") as draft:
        with zipfile.ZipFile(draft, "w") as archive:  # what goes in is packed already
            for done, (stem, sheet) in enumerate(zip(stems, sheets, strict=True)):
                if not done % STEP:
                    tell("письма", done, len(sheets))
                for name, content in (
                    (f"Word/{stem}.docx", office.sheet_docx(sheet, template)),
                    (f"PDF/{stem}.pdf", office.sheet_pdf(sheet, day)),
                ):
                    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
                    archive.writestr(entry, content)
        draft.flush()
        size = draft.tell()
        kept = store.original(settings.STORE, draft.name)
    with transaction.atomic():
        made = LetterArchive.objects.create(
            document=found,
            name=f"Письма школам {found.dated or day:%d.%m.%Y}.zip",
            path=kept.path.relative_to(settings.STORE).as_posix(),
            sha256=kept.sha256,
            size=size,
            letters=len(sheets),
            made_by=by,
        )
        log("letters.archived", made, f"Собраны письма школам: {len(sheets)}", by=by,
            at=found.organisation)  # fmt: skip
