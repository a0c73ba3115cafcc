"""Names of people: taken apart, their gender, surname with initials that never part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from objektiv.russian.numbers import NBSP

Gender = Literal["male", "female", ""]

_INITIAL = re.compile(r"[А-ЯЁA-Z]\.?")
_INITIALS = re.compile(r"(?:[А-ЯЁA-Z]\.\s?){1,2}|[А-ЯЁA-Z]{2}")
_TURKIC = {"оглы": "male", "оглу": "male", "уулу": "male", "улы": "male", "кызы": "female"}
_TURKIC_FEMALE = {"гызы": "female"}
_MALE_PATRONYMIC = re.compile(r"(?:ович|евич|ич)$")
_FEMALE_PATRONYMIC = re.compile(r"(?:овна|евна|ична|инична)$")
_MALE_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|ский|цкий|ской|ый)$")
_FEMALE_SURNAME = re.compile(r"(?:[оеё]ва|ская|цкая|ая|[иы]на)$")
_SPEAKING = 4  # letters of the shortest surname whose ending tells the gender: «Лева»


@dataclass(frozen=True, slots=True)
class Person:
    """A name taken apart; first name and patronymic may be initials or empty."""

    surname: str
    name: str = ""
    patronymic: str = ""

    @property
    def initials(self) -> str:
        """«А. И.», with a non-breaking space.

        >>> Person("Лисина", "Ольга", "Николаевна").initials
        'О.\\xa0Н.'
        """
        parts = [part for part in (self.name, self.patronymic) if part]
        return NBSP.join(f"{part[0].upper()}." for part in parts)

    @property
    def short(self) -> str:
        """Surname first, as in an address: «Лисина О. Н.»"""
        return f"{self.surname}{NBSP}{self.initials}" if self.initials else self.surname

    @property
    def signed(self) -> str:
        """Initials first, as under a document: «О. Н. Лисина»"""
        return f"{self.initials}{NBSP}{self.surname}" if self.initials else self.surname

    @property
    def full(self) -> str:
        """As far as it is known: «Лисина Ольга Николаевна», else with initials."""
        if not self.name or _INITIAL.fullmatch(self.name):
            return self.short
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


def read_person(text: str) -> Person:
    """A name in any usual order.

    >>> read_person("Лисина О.Н.") == read_person("О. Н. Лисина")
    True
    >>> read_person("Гусейнов Рашид Али оглы").patronymic
    'Али оглы'
    >>> read_person("Ольга Николаевна Лисина").surname
    'Лисина'
    """
    text = " ".join(text.replace(NBSP, " ").split())
    if (
        match := re.fullmatch(
            rf"(?P<initials>{_INITIALS.pattern})\s*(?P<surname>[А-ЯЁA-Z].+)", text
        )
    ) and not _INITIALS.fullmatch(match["surname"]):
        return Person(match["surname"], *_letters(match["initials"]))
    if match := re.fullmatch(
        rf"(?P<surname>[^.]{{2,}}?)\s*(?P<initials>{_INITIALS.pattern})", text
    ):
        return Person(match["surname"].strip(), *_letters(match["initials"]))
    words = text.split(" ")
    if len(words) > 3 and words[-1].lower() in (_TURKIC | _TURKIC_FEMALE):
        return Person(" ".join(words[:-3]), words[-3], " ".join(words[-2:]))
    if len(words) < 2:
        return Person(text)
    # «Ольга Николаевна Лисина»: the patronymic stands in the middle.
    if len(words) == 3 and _is_patronymic(words[1]) and not _is_patronymic(words[2]):
        return Person(words[2], words[0], words[1])
    return Person(words[0], words[1], " ".join(words[2:]))


def gender_of(person: Person) -> Gender:
    """Gender from the patronymic, else from the surname; "" when neither tells.

    >>> gender_of(read_person("Ким Ольга Сергеевна")), gender_of(read_person("Ким О. С."))
    ('female', '')
    """
    patronymic = person.patronymic.lower()
    last = patronymic.rpartition(" ")[2]
    if turkic := (_TURKIC | _TURKIC_FEMALE).get(last.rpartition("-")[2]):
        return turkic  # type: ignore[return-value]
    if _FEMALE_PATRONYMIC.search(patronymic):
        return "female"
    if _MALE_PATRONYMIC.search(patronymic):
        return "male"
    surname = person.surname.lower().rpartition("-")[2]
    if len(surname) < _SPEAKING:
        return ""
    if _FEMALE_SURNAME.search(surname):
        return "female"
    return "male" if _MALE_SURNAME.search(surname) else ""


def _is_patronymic(word: str) -> bool:
    low = word.lower()
    return bool(_FEMALE_PATRONYMIC.search(low) or _MALE_PATRONYMIC.search(low))


def _letters(initials: str) -> list[str]:
    return [f"{letter}." for letter in re.findall(r"[А-ЯЁA-Z]", initials)]
