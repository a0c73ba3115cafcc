"""Search over what a person may see: organisations, people, works, documents.

Texts are kept as `russian.searching` writes them (`SearchText`), so that one comparison serves
SQLite and PostgreSQL, whatever the case. Where nothing is found, slips are put right by the
words of what the person may see, and the search is made once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from django.db.models import Exists, OuterRef
from django.urls import reverse

from objektiv.russian.searching import asked, corrected, matches, searchable
from objektiv.web.models import Addressee, Organisation, Person, Protocol, Work
from objektiv.web.permissions import FAMILY, places
from objektiv.web.queries.findings import attachments_visible_to
from objektiv.web.queries.meetings import meetings_visible_to
from objektiv.web.queries.organisations import visible_to
from objektiv.web.queries.people import assignments_visible_to
from objektiv.web.queries.recommendations import addressed_visible_to, documents_visible_to
from objektiv.web.queries.search_holding import (
    experts,
    observations,
    observers,
    procedures,
    schedules,
)
from objektiv.web.queries.search_tasks import papers, tasks
from objektiv.web.queries.search_teaching import control, criteria_sets, local_acts, programmes
from objektiv.web.queries.searched import LOOKED_AT, MOST, Document, holding
from objektiv.web.queries.uploads import files_visible_to


@dataclass(frozen=True)
class Found:
    organisations: list[Organisation]
    people: list[Person]
    works: list[Work]
    documents: list[Document]
    corrected: str = ""  # what was looked for instead of what was typed

    @property
    def nothing(self) -> bool:
        return not (self.organisations or self.people or self.works or self.documents)


NOTHING = Found([], [], [], [])


def search(person: Person, words: str) -> Found:
    """Every word must occur, in any form; a number as a whole."""
    found = _search(person, asked(words))
    if not found.nothing or not words.strip():
        return found
    instead = corrected(words, _vocabulary(person))
    return replace(_search(person, asked(instead)), corrected=instead) if instead else found


def _search(person: Person, parts: list[str]) -> Found:
    if not parts:
        return NOTHING
    documents = (one for source in DOCUMENTS for one in islice(source(person, parts), MOST))
    return Found(
        list(holding(visible_to(person), parts).select_related("parent")[:MOST]),
        list(holding(_people(person), parts)[:MOST]),
        [one for one in _works(person) if matches(searchable(one.title), parts)][:MOST],
        list(documents),
    )


def _people(person: Person):
    """Staff whom the person may see; families are not searched for."""
    seen = assignments_visible_to(person).exclude(role__in=FAMILY)
    return Person.objects.filter(pk__in=seen.order_by().values("person"), is_active=True)


def _works(person: Person):
    seen = Protocol.objects.filter(
        work=OuterRef("pk"),
        school__in=Organisation.objects.within(*places(person, "results.view")),
    )
    return Work.objects.filter(Exists(seen)).defer("columns")


def _vocabulary(person: Person) -> set[str]:
    """Words of the organisations, people and works that the person may see."""
    texts = [
        *visible_to(person).order_by().values_list("search", flat=True),
        *_people(person).order_by().values_list("search", flat=True),
        *(searchable(one.title) for one in _works(person)),
    ]
    return {word for text in texts for word in text.split()}


def files(person: Person, parts: list[str]) -> Iterable[Document]:
    found = holding(files_visible_to(person), parts)
    for one in found.select_related("upload__organisation").order_by("-id")[:MOST]:
        url = reverse("upload", args=[one.upload_id])
        yield Document(one.name, one.upload.organisation.title, url, one.upload.brought_at)


def attachments(person: Person, parts: list[str]) -> Iterable[Document]:
    found = holding(attachments_visible_to(person), parts)
    for one in found.select_related("reply__review__school").order_by("-id")[:MOST]:
        review = one.reply.review
        url = reverse("review", args=[review.pk])
        yield Document(one.name, f"{review.school}, пояснения", url, one.reply.at)


def letters_written(person: Person, parts: list[str]) -> Iterable[Document]:
    """Recommendations that the person's organisations write."""
    for one in documents_visible_to(person).order_by("-id").defer("rationale", "source"):
        if matches(searchable(f"{one.title} {one.number}"), parts):
            url = reverse("recommendations_document", args=[one.pk])
            yield Document(one.title, one.organisation.title, url, one.made_at)


def letters_received(person: Person, parts: list[str]) -> Iterable[Document]:
    """Recommendations that came to the person's schools."""
    found: Iterable[Addressee] = addressed_visible_to(person).order_by("-id")
    for one in found:
        if matches(searchable(f"{one.document.title} {one.document.number}"), parts):
            url = reverse("recommendations_received", args=[one.pk])
            yield Document(one.document.title, one.school.title, url, one.document.made_at)


def notices(person: Person, parts: list[str]) -> Iterable[Document]:
    """What the person was told, in the system and by letter."""
    for one in person.notices.all()[:LOOKED_AT]:
        if matches(searchable(f"{one.subject} {one.text}"), parts):
            yield Document(
                one.subject[:1].upper() + one.subject[1:],
                "уведомление",
                reverse("notice", args=[one.pk]),
                one.at,
            )


def minutes(person: Person, parts: list[str]) -> Iterable[Document]:
    """Meetings and their minutes."""
    for one in meetings_visible_to(person).order_by("-day", "-id"):
        kind = one.get_kind_display()
        if matches(searchable(f"{one.title} {one.number} {kind} протокол"), parts):
            where = f"{one.organisation.title}, {kind}"
            yield Document(one.title, where, reverse("meeting", args=[one.pk]), one.made_at)


# A subject that has documents of its own adds its function here; each yields only what the
# person may see, the newest first.
DOCUMENTS: tuple[Callable[[Person, list[str]], Iterable[Document]], ...] = (
    files,
    attachments,
    letters_received,
    letters_written,
    minutes,
    procedures,
    schedules,
    experts,
    observers,
    observations,
    tasks,
    papers,
    local_acts,
    criteria_sets,
    programmes,
    control,
    notices,
)
