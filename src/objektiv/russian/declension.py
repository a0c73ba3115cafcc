"""People, positions and organisations in the case that a document needs.

Names are declined by pytrovich, positions and organisations by pymorphy3: only the head noun
and what agrees with it change («заместителю директора», «управлению образования»). Where the
rules of Russian leave a choice (surnames like «Заяц», an unknown gender), the answer says so
and asks: a person settles it once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from objektiv.russian.names import Gender, Person, gender_of, read_person
from objektiv.russian.numbers import NBSP

Case = Literal["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]

_TAGS = {
    "nominative": "nomn",
    "genitive": "gent",
    "dative": "datv",
    "accusative": "accs",
    "instrumental": "ablt",
    "prepositional": "loct",
}
_NAMES = {
    "genitive": "родительный",
    "dative": "дательный",
    "accusative": "винительный",
    "instrumental": "творительный",
    "prepositional": "предложный",
}


@dataclass(frozen=True, slots=True)
class Declined:
    """Words in a case; `question` is a Russian sentence where a person should look."""

    text: str
    question: str = ""

    @property
    def certain(self) -> bool:
        return not self.question


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
            f"{person.short}: мужчина или женщина? От этого зависит {_NAMES[case]} падеж.",
        )
    text, certain = _declined(person, case, gender, form)
    if certain:
        return Declined(text)
    said = _surname(person.surname, case, gender)[0]
    other = "-".join(_other_form(part, case, gender) for part in person.surname.split("-"))
    if other.lower() != said.lower():
        question = f"Как правильно: «{said}» или «{other}»?"
    else:
        question = f"Проверьте {_NAMES[case]} падеж: «{said}»."
    return Declined(text, f"{person.short}: {question[0].lower()}{question[1:]}")


def decline_position(text: str, case: Case) -> Declined:
    """A position: its nouns and what agrees with them; dependent words stay.

    >>> decline_position("заместитель директора по УВР", "dative").text
    'заместителю директора по УВР'
    >>> decline_position("начальник управления образования города Северска", "dative").text
    'начальнику управления образования города Северска'
    """
    return _decline_phrase(text, case)


def decline_organisation(text: str, case: Case) -> Declined:
    """An organisation: kinds are declined, names in quotation marks and abbreviations stay.

    >>> decline_organisation("МБОУ «СОШ № 5»", "genitive").text
    'МБОУ «СОШ №\\xa05»'
    >>> decline_organisation("управление образования города Северска", "genitive").text
    'управления образования города Северска'
    """
    return _decline_phrase(text, case)


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
    parses = [one for one in _morph().parse(word) if one.is_known and one.tag.case == "nomn"]
    if any("Surn" in one.tag and one.tag.gender == "femn" for one in parses):
        return False
    return any(one.tag.POS == "NOUN" and "Geox" not in one.tag for one in parses)


def _readings(word: str, case: Case, gender: Gender) -> set[str]:
    """Forms of a word by the dictionary of ordinary words and known surnames."""
    sex = "femn" if gender == "female" else "masc"
    found = set()
    for one in _morph().parse(word):
        tag = one.tag
        surname = "Surn" in tag and tag.gender in (sex, None)
        adjective = tag.POS == "ADJF" and one.is_known and tag.gender == sex
        if (
            tag.case != "nomn"
            or tag.number == "plur"
            or not (surname or adjective or (tag.POS == "NOUN" and "Surn" not in tag))
        ):
            continue
        form = one.inflect({_TAGS[case], "sing"})
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


@cache
def _morph() -> Any:
    from pymorphy3 import MorphAnalyzer  # its dictionaries take a second

    return MorphAnalyzer(lang="ru")


_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_QUOTED = re.compile(r"«[^«»]*(?:«[^«»]*»[^«»]*)*»|\"[^\"]*\"|„[^“]*“")
_FROZEN = re.compile(
    r"(?:и\.\s?о\.|врио|вр\.\s?и\.\s?о\.|зам\.|ст\.|гл\.)(?![а-яё])", re.IGNORECASE
)
# After these another head may stand: «директор и учитель», «центр – детский сад».
_COORDINATE = re.compile(r"(?:,|/|\s[–—-]|\sили|\sи)\s*$")
_AND = {"и", "или"}
# Adjectives and participles that are positions of their own, unless a noun follows.
_NOUN_LIKE = re.compile(
    r"(?:заведующ|исполняющ|управляющ|ответственн|уполномоченн|дежурн|вожат)(?:ий|ая|ый)$",
    re.IGNORECASE,
)
# Not in the dictionary, declined as they should be.
_KNOWN = {"тьютор", "документовед", "нутрициолог", "супервизор", "модератор"}


@lru_cache(1 << 12)
def _decline_phrase(text: str, case: Case) -> Declined:
    """Head nouns of a phrase with what agrees with them, in another case."""
    text = re.sub(r"№\s*(?=\d)", f"№{NBSP}", " ".join(text.split()))
    if case == "nominative" or not text or _FROZEN.match(text):
        return Declined(text)  # «и. о. директора»: nothing of it changes
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    words = [
        match
        for match in _WORD.finditer(text)
        if match[0] not in _AND and not any(a <= match.start() < b for a, b in quoted)
    ]
    chosen = _agreeing(text, words)
    said, at, doubtful = [], 0, False
    for match in chosen:
        form, known = _inflected(match[0], case)
        said += [text[at : match.start()], form]
        at = match.end()
        doubtful = doubtful or not known
    declined = "".join(said) + text[at:]
    if not chosen:
        doubtful = any(not _is_short(match[0]) for match in words[:1])
    elif _is_short(words[0][0]) and chosen[0][0][0].isupper():
        doubtful = True  # «МАОУ Гимназия № 1»: a name without quotation marks
    question = f"Проверьте {_NAMES[case]} падеж: «{declined}»." if doubtful else ""
    return Declined(declined, question)


def _agreeing(text: str, words: list[re.Match[str]]) -> list[re.Match[str]]:
    """Head nouns and the adjectives before them; not what depends on them."""
    chosen: list[re.Match[str]] = []
    adjectives: list[re.Match[str]] = []
    heads = 0
    for i, match in enumerate(words):
        word = match[0]
        before = text[words[i - 1].end() if i else 0 : match.start()]
        if heads and not adjectives:
            # Behind a head only a sure nominative begins another one.
            beside = _COORDINATE.search(before) or not before.strip()
            if not (beside and word[0].islower() and _only_nominative(word)):
                continue
        kind = _kind(word, words[i + 1][0] if i + 1 < len(words) else "")
        if kind == "noun":
            chosen += [*adjectives, match]
            adjectives = []
            heads += 1
        elif kind == "adjective":
            adjectives.append(match)
        elif kind == "other" and not heads:
            adjectives = []
            break
    return chosen


def _is_short(word: str) -> bool:
    """An abbreviation: «МБОУ», «СОШ»."""
    return len(word) > 1 and word.isupper()


def _kind(word: str, following: str) -> Literal["noun", "adjective", "beside", "other"]:
    """What a word is where a nominative may stand; `beside` may stand before it."""
    if _is_short(word):
        return "beside"
    parses = _nominative(word)
    if not parses:
        adverb = any(one.tag.POS == "ADVB" for one in _morph().parse(word.lower()))
        return "beside" if adverb else "other"
    adjective = any(one.tag.POS in ("ADJF", "PRTF") for one in parses)
    if adjective and following and not _is_short(following) and _only_nominative(following):
        return "adjective"
    is_noun = parses[0].tag.POS == "NOUN" or bool(_NOUN_LIKE.match(word))
    return "noun" if is_noun else "adjective"


def _only_nominative(word: str) -> bool:
    """Can a word be nothing but a nominative (or an accusative like it)?"""
    last = word.lower().rpartition("-")[2]
    parses = [
        one
        for one in _morph().parse(last)
        if one.tag.POS in ("ADJF", "PRTF", "NOUN") and one.score > 0.02
    ]
    cases = {one.tag.case for one in parses}
    return "nomn" in cases and cases <= {"nomn", "accs", "voct"}


def _nominative(word: str) -> list[Any]:
    """Readings as a noun or an adjective in the nominative, names of people last."""
    last = word.lower().rpartition("-")[2]
    found = [
        one
        for one in _morph().parse(last)
        if one.tag.POS in ("NOUN", "ADJF", "PRTF") and one.tag.case == "nomn"
    ]
    return sorted(found, key=_unlikely)


def _unlikely(parse: Any) -> tuple[bool, bool, float]:
    tag = parse.tag
    name = any(mark in tag for mark in ("Name", "Surn", "Patr"))
    return name, tag.number != "sing", -parse.score


def _inflected(word: str, case: Case) -> tuple[str, bool]:
    """A word in a case with its capital letters, and whether the dictionary knows it."""
    parts = word.split("-")
    forms, known = [], True
    for i, part in enumerate(parts):
        parses = _nominative(part)
        joined = i < len(parts) - 1 and (not parses or part.lower() in _FIRST_STAYS)
        if joined or not parses:
            forms.append(part)
            continue
        best = parses[0]
        wanted = {_TAGS[case]} | ({best.tag.number} if best.tag.number else set())
        form = best.inflect(wanted)
        known = known and (best.is_known or part.lower() in _KNOWN)
        forms.append(_as_written(part, form.word if form else part))
    return "-".join(forms), known


_FIRST_STAYS = {"премьер", "вице", "экс", "бизнес", "медиа", "веб", "пресс"}


def _as_written(word: str, form: str) -> str:
    """With the capitals and the «ё» of the word."""
    if word.isupper() and len(word) > 1:
        return form.upper()
    if "ё" not in word.lower():
        form = form.replace("ё", "е") if _same_without_dots(word, form) else form
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


def _same_without_dots(word: str, form: str) -> bool:
    stem = min(len(word), len(form)) - 2
    return word[:stem].lower() == form[:stem].replace("ё", "е")
