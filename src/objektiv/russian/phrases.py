"""Positions and organisations in a case: the head nouns and what agrees with them change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from objektiv.russian.cases import CASE_NAMES, TAGS, Case, Declined, morph
from objektiv.russian.numbers import NBSP

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
    for match, head in chosen:
        form, known = _inflected(match[0], case, "" if match is head else head[0])
        said += [text[at : match.start()], form]
        at = match.end()
        doubtful = doubtful or not known
    declined = "".join(said) + text[at:]
    if not chosen:
        doubtful = any(not _is_short(match[0]) for match in words[:1])
    elif _is_short(words[0][0]) and chosen[0][0][0][0].isupper():
        doubtful = True  # «МАОУ Гимназия № 1»: a name without quotation marks
    question = f"Проверьте {CASE_NAMES[case]} падеж: «{declined}»." if doubtful else ""
    return Declined(declined, question)


def _agreeing(text: str, words: list[re.Match[str]]) -> list[tuple[re.Match[str], re.Match[str]]]:
    """Head nouns and the adjectives before them, each with its head; not what depends on them."""
    chosen: list[tuple[re.Match[str], re.Match[str]]] = []
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
            chosen += [(one, match) for one in (*adjectives, match)]
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
        adverb = any(one.tag.POS == "ADVB" for one in morph().parse(word.lower()))
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
        for one in morph().parse(last)
        if one.tag.POS in ("ADJF", "PRTF", "NOUN") and one.score > 0.02
    ]
    cases = {one.tag.case for one in parses}
    return "nomn" in cases and cases <= {"nomn", "accs", "voct"}


def _nominative(word: str) -> list[Any]:
    """Readings as a noun or an adjective in the nominative, names of people last."""
    last = word.lower().rpartition("-")[2]
    found = [
        one
        for one in morph().parse(last)
        if one.tag.POS in ("NOUN", "ADJF", "PRTF") and one.tag.case == "nomn"
    ]
    return sorted(found, key=_unlikely)


def _unlikely(parse: Any) -> tuple[bool, bool, float]:
    tag = parse.tag
    name = any(mark in tag for mark in ("Name", "Surn", "Patr"))
    return name, tag.number != "sing", -parse.score


def _is_animate(head: str) -> bool:
    """Does a head name a person? «Исполняющий обязанности» does."""
    parses = _nominative(head)
    return not parses or parses[0].tag.POS != "NOUN" or parses[0].tag.animacy == "anim"


def _inflected(word: str, case: Case, head: str) -> tuple[str, bool]:
    """A word in a case with its capital letters, and whether the dictionary knows it.

    `head`: the noun that an adjective stands before, "" for the noun itself.
    """
    parts = word.split("-")
    forms, known = [], True
    for i, part in enumerate(parts):
        parses = _nominative(part)
        joined = i < len(parts) - 1 and (not parses or part.lower() in _FIRST_STAYS)
        if joined or not parses:
            forms.append(part)
            continue
        best = parses[0]
        if head:  # «рабочий комитет»: an adjective, though it may be a noun
            best = next((one for one in parses if one.tag.POS != "NOUN"), best)
        wanted = {TAGS[case]} | ({best.tag.number} if best.tag.number else set())
        if case == "accusative" and best.tag.gender == "masc" and best.tag.POS != "NOUN":
            wanted = {
                "gent" if _is_animate(head or word) else "nomn",
                "sing",
            }  # «детский сад», «старшего методиста»
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
