"""People, positions and organisations in the case that a document needs.

Names are declined by pytrovich, positions and organisations by pymorphy3: only the head noun
and what agrees with it change («заместителю директора», «управлению образования»). Where the
rules of Russian leave a choice (surnames like «Заяц», an unknown gender), the answer says so
and asks: a person settles it once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

from objektiv.russian.cases import CASE_NAMES, TAGS, Case, Declined, morph
from objektiv.russian.names import Gender, Person, gender_of, read_person
from objektiv.russian.phrases import decline_organisation, decline_position

# Endings of surnames that leave no choice, by gender.
_MALE_SURE = re.compile(
    r"(?:[оеё]в|[иы]н|ский|цкий|ской|[иы]х|ко|[иеоуэю]|[бвгджзклмнпрстфхчшщц]|ай|ый|ия)$"
)
_FEMALE_SURE = re.compile(r"(?:[оеё]ва|ская|цкая|ая|ия|[бвгджзйклмнпрстфхцчшщьоеиуыэюё])$")
_FEMALE_INA = re.compile(r"[иы]на$")  # «Лисина» – Лисиной, but «Калина»?
# A vowel that may be lost: «Заяц» – Зайцу or Заяцу.
_FLEETING = re.compile(r"(?:о|ё|е|я)[кцлнт]$|(?<![а-я]{2})[оеё]в$")
_SIBILANT = re.compile(r"[жшчщц]$")  # «Ткачом» or «Ткачем»: the stress decides


def decline_person(
    who: Person | str, case: Case, gender: Gender = "", form: Literal["short", "full"] = "full"
) -> Declined:
    """A name in a case; `form="short"` gives the surname with initials.

    `gender`: where neither patronymic nor surname tells it.

    >>> decline_person("Петрова Анна Ивановна", "dative", form="short").text
    'Петровой\\xa0А.\\xa0И.'
    >>> decline_person("Шевченко Олег Ильич", "dative").text
    'Шевченко Олегу Ильичу'
    >>> decline_person("Ким О. С.", "dative").question
    'Ким\\xa0О.\\xa0С.: мужчина или женщина? От этого зависит дательный падеж.'
    """
    person = read_person(who) if isinstance(who, str) else who
    shown = person.short if form == "short" else person.full
    if case == "nominative":
        return Declined(shown)
    gender = gender or gender_of(person)
    if not gender:
        both = {_declined(person, case, one, form)[0] for one in ("male", "female")}
        if len(both) == 1:
            return Declined(both.pop())
        return Declined(
            shown,
            f"{person.short}: мужчина или женщина? От этого зависит {CASE_NAMES[case]} падеж.",
        )
    text, certain = _declined(person, case, gender, form)
    if certain:
        return Declined(text)
    said = _surname(person.surname, case, gender)[0]
    other = "-".join(_other_form(part, case, gender) for part in person.surname.split("-"))
    if other.lower() != said.lower():
        question = f"Как правильно: «{said}» или «{other}»?"
    else:
        question = f"Проверьте {CASE_NAMES[case]} падеж: «{said}»."
    return Declined(text, f"{person.short}: {question[0].lower()}{question[1:]}")


_MANAGES = re.compile(r"(?:заведующ|управляющ)\w+$", re.IGNORECASE)  # детским садом


def addressed(
    position: str,
    organisation: str,
    person: Person | str,
    case: Case = "dative",
    gender: Gender = "",
) -> Declined:
    """To whom a document goes: «Директору МБОУ «СОШ № 5» Петровой А. И.»

    >>> addressed("директор", "МБОУ «СОШ № 5»", "Петрова Анна Ивановна").text
    'Директору МБОУ «СОШ №\\xa05» Петровой\\xa0А.\\xa0И.'
    """
    parts = [decline_position(position, case)]
    if organisation:
        governed: Case = "instrumental" if _MANAGES.search(position) else "genitive"
        parts.append(decline_organisation(organisation, governed))
    if person:
        parts.append(decline_person(person, case, gender, form="short"))
    text = " ".join(part.text for part in parts if part.text)
    questions = " ".join(part.question for part in parts if part.question)
    return Declined(text[:1].upper() + text[1:], questions)


def _declined(
    person: Person, case: Case, gender: Gender, form: Literal["short", "full"]
) -> tuple[str, bool]:
    surname, certain = _surname(person.surname, case, gender)
    declined = Person(surname, person.name, person.patronymic)
    if form == "short" or declined.full == declined.short:
        return declined.short, certain
    name = _name_part("FIRSTNAME", person.name, case, gender)
    patronymic = person.patronymic
    if patronymic and " " not in patronymic and "-" not in patronymic:
        patronymic = _name_part("MIDDLENAME", patronymic, case, gender)
    return " ".join(one for one in (surname, name, patronymic) if one), certain


def _surname(surname: str, case: Case, gender: Gender) -> tuple[str, bool]:
    """A surname in a case, and whether the rules leave no choice."""
    text = _name_part("LASTNAME", surname, case, gender)
    parts, forms = surname.split("-"), text.split("-")
    certain = all(
        # «Бонч-Бруевичем»: the first part of a double surname may stay
        (form == part and i < len(parts) - 1) or _is_certain(part, case, gender)
        for i, (part, form) in enumerate(zip(parts, forms, strict=False))
    )
    return text, certain


def _is_certain(part: str, case: Case, gender: Gender) -> bool:
    """Do the rules leave no choice, or do both dictionaries agree?"""
    low = part.lower()
    if gender == "female":
        sure = _FEMALE_SURE.search(low) or (_FEMALE_INA.search(low) and not _is_common(low))
    else:
        doubtful = _FLEETING.search(low) or (case == "instrumental" and _SIBILANT.search(low))
        sure = _MALE_SURE.search(low) and not doubtful
    if sure:
        return True
    said = _name_part("LASTNAME", part, case, gender).lower().replace("ё", "е")
    return _readings(low, case, gender) == {said}


def _is_common(word: str) -> bool:
    """Is it an ordinary word that is no usual surname: «калина»?"""
    parses = [one for one in morph().parse(word) if one.is_known and one.tag.case == "nomn"]
    if any("Surn" in one.tag and one.tag.gender == "femn" for one in parses):
        return False
    return any(one.tag.POS == "NOUN" and "Geox" not in one.tag for one in parses)


def _readings(word: str, case: Case, gender: Gender) -> set[str]:
    """Forms of a word by the dictionary of ordinary words and known surnames."""
    sex = "femn" if gender == "female" else "masc"
    found = set()
    for one in morph().parse(word):
        tag = one.tag
        surname = "Surn" in tag and tag.gender in (sex, None)
        adjective = tag.POS == "ADJF" and one.is_known and tag.gender == sex
        if (
            tag.case != "nomn"
            or tag.number == "plur"
            or not (surname or adjective or (tag.POS == "NOUN" and "Surn" not in tag))
        ):
            continue
        form = one.inflect({TAGS[case], "sing"})
        if form and (one.is_known or not word.endswith("ий")):  # Топчию or Топчему?
            found.add(form.word.replace("ё", "е"))
    return found


def _other_form(part: str, case: Case, gender: Gender) -> str:
    """The form that the other dictionary gives; the same one where it gives none."""
    said = _name_part("LASTNAME", part, case, gender)
    if _is_certain(part, case, gender):
        return said
    known = sorted(_readings(part.lower(), case, gender))
    return known[0].capitalize() if len(known) == 1 else said


def _name_part(part: str, word: str, case: Case, gender: Gender) -> str:
    from pytrovich.enums import Case as Cases
    from pytrovich.enums import Gender as Genders
    from pytrovich.enums import NamePart

    if not word:
        return ""
    maker = _maker()
    declined = maker.make(NamePart[part], Genders[gender.upper()], Cases[case.upper()], word)
    return str(declined)


@cache
def _maker() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()
