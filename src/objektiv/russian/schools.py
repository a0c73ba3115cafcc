"""Names of schools: short for a chart or a heading, safe for a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Legal forms are left out of a short name, kinds of school are abbreviated. The words
# stand as stems: «муниципальное», «муниципального» are the same form.
_FORM = re.compile(
    r"^(?:(?:муниципальн|государственн|областн|краев|федеральн|частн|негосударственн)\w*\s+)+"
    r"(?:(?:бюджетн|автономн|казенн|казённ)\w*\s+)?"
    r"(?:(?:средн|нетипов)\w*\s+)?(?:общеобразовательн|образовательн)\w*\s+"
    r"(?:учреждени|организаци)\w*\s*",
    re.IGNORECASE,
)
_FORM_SHORT = re.compile(r"^(?:[МГКОЧАНФ]{0,4}(?:Б|А|К)?ОУ|[МГ]ОУ|ЧОУ|АНОО|НОУ)\s+", re.UNICODE)
_KINDS = (
    (r"средн\w*\s+(?:полн\w*\s+)?общеобразовательн\w*\s+школ\w*", "СОШ"),
    (r"основн\w*\s+общеобразовательн\w*\s+школ\w*", "ООШ"),
    (r"начальн\w*\s+общеобразовательн\w*\s+школ\w*", "НОШ"),
    (r"начальн\w*\s+школ\w*\s*-\s*детск\w*\s+сад\w*", "НШ-ДС"),
    (r"вечерн\w*\s+\(?сменн\w*\)?\s+общеобразовательн\w*\s+школ\w*", "ВСОШ"),
    (r"общеобразовательн\w*\s+школ\w*-интернат\w*", "школа-интернат"),
    (r"с\s+углубл[её]нн\w*\s+изучени\w*\s+отдельн\w*\s+предмет\w*", "с УИОП"),
)
_QUOTES = re.compile("[«»„“”\"']")


def short_school(name: str) -> str:
    """A school's name without its legal form: what fits a heading or a chart.

    The full name stays the official one; a short name is only shown, never matched.

    >>> short_school(
    ...     "Муниципальное бюджетное общеобразовательное учреждение "
    ...     "«Средняя общеобразовательная школа №5 имени героя»"
    ... )
    'СОШ №\\xa05 имени героя'
    >>> short_school("МБОУ «Гимназия № 12»"), short_school("edu123456")
    ('Гимназия №\\xa012', 'edu123456')
    """
    text = " ".join(name.split())
    bare = _FORM_SHORT.sub("", _FORM.sub("", text))
    bare = _QUOTES.sub("", bare).strip(" ,.;")
    for pattern, short in _KINDS:
        bare = re.sub(pattern, short, bare, flags=re.IGNORECASE)
    bare = re.sub(r"№\s*", "№\u00a0", bare)
    if not bare:
        return text
    # A login («edu123456») stays as it is.
    return bare[0].upper() + bare[1:] if bare[0] >= "А" else bare


_SETTLEMENTS = (
    ("town", r"(?:г|гор)\.|\bгород\w*\b"),
    ("settlement", r"\b(?:пгт|рп|р\.\s?п|п)\b\.?|\bпос(?:\.|[её]л\w*)"),
    (
        "village",
        r"\b(?:с|д|х|ст|дер|сл|а)\.|\b(?:село|села|селе|деревн\w+|станиц\w+|хутор\w*|аул\w*)\b",
    ),
)


def settlement(name: str) -> str:
    """Kind of place that a school's name tells: "town", "settlement", "village" or "".

    >>> settlement("МБОУ «СОШ № 5» г. Северск"), settlement("МКОУ «ООШ» с. Липовая Грива")
    ('town', 'village')
    >>> settlement("МБОУ «СОШ № 1» пгт Ольховый Брод"), settlement("МБОУ «СОШ № 12»")
    ('settlement', '')
    """
    for kind, pattern in _SETTLEMENTS:
        if re.search(rf"(?:(?<=\s)|(?<=»)|^){pattern}", name, re.IGNORECASE):
            return kind
    return ""


# What Windows, macOS or Linux refuse or misread in a file name.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
# A name may take 255 bytes and a Cyrillic letter takes two; the rest is left for a suffix.
_LONGEST = 200


def file_names(names: Sequence[str]) -> list[str]:
    """File names (without a suffix) of schools, in the same order, no two alike.

    Letters stay as they are, also Cyrillic ones; names that differ only in letter case
    count as alike, because they are on Windows and macOS.

    >>> file_names(["МБОУ «СОШ № 5»", "Лицей/школа: 1", "лицей_школа_ 1", ".."])
    ['МБОУ «СОШ № 5»', 'Лицей_школа_ 1', 'лицей_школа_ 1 (2)', 'школа']
    """
    used: set[str] = set()
    result = []
    for name in names:
        text = unicodedata.normalize("NFC", name)
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
        text = " ".join(_UNSAFE.sub("_", " ".join(text.split())).split())
        text = text.encode()[:_LONGEST].decode(errors="ignore").strip(" ._")
        if not text or _RESERVED.match(text.split(".")[0]):
            text = f"школа {text}".strip()
        unique, copy = text, 1
        while unique.casefold() in used:
            copy += 1
            unique = f"{text} ({copy})"
        used.add(unique.casefold())
        result.append(unique)
    return result
