"""A list that somebody brings as a file or pastes: rows of text under known headings."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from objektiv.web.forms.submit import Form

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
LEAST_COLUMNS = 2  # known headings that make a row of headings
SALT = "objektiv.list"
# What each column may be called: the first words that fit, in this order.
ORGANISATIONS = {
    "short_name": ("кратк", "сокращ"),
    "name": ("назван", "наименован", "организац", "школа"),
    "code": ("логин", "код"),
    "parent": ("муниципал", "район", "округ"),
    "category": ("вид", "тип"),
    "address": ("адрес",),
}
PEOPLE = {
    "email": ("почт", "e-mail", "email"),
    "role": ("роль", "должн"),
    "pupil_code": ("код уч", "код реб"),
    "school": ("организац", "школа", "логин"),
    "school_class": ("класс",),
    "subject": ("предмет",),
}

Rows = list[dict[str, str]]


class ListForm(Form):
    """The first step: the list as it is. Names of `columns` tell which headings are known."""

    file = forms.FileField(
        label="Файл",
        required=False,
        help_text="XLSX, XLS, ODS или CSV; в первой строке — названия столбцов.",
    )
    text = forms.CharField(
        label="Или вставьте таблицу",
        required=False,
        help_text="Скопируйте строки вместе с заголовками прямо из таблицы.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, columns: dict[str, tuple[str, ...]], needed: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.one_of_two = True
        self._columns, self._needed = columns, needed
        self.rows: Rows = []

    def clean(self) -> dict:
        values = super().clean()
        file, text = values.get("file"), values.get("text", "")
        if not file and not text.strip():
            raise ValidationError("Приложите файл или вставьте таблицу.")
        if file and file.size > MOST_BYTES:
            raise ValidationError({"file": "Файл больше 5 МБ: для списка это слишком много."})
        data = file.read() if file else text.encode()
        self.rows = rows_of(file.name if file else "список.csv", data, self._columns, self._needed)
        return values


def rows_of(name: str, data: bytes, columns: dict[str, tuple[str, ...]], needed: str) -> Rows:
    """Rows of the first sheet that has a row of known headings; raises ValidationError."""
    from objektiv.protocols.complaints import Place, Refused
    from objektiv.protocols.files import open_sheets

    with TemporaryDirectory(prefix="objektiv-list-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(data)
        try:
            for sheet in open_sheets(path, Place(path.name)):
                lines = [
                    ["" if cell is None else str(cell) for cell in row]
                    for part in sheet.parts
                    for row in part.frame.iter_rows()
                ]
                found = _under_headings(lines, columns, needed)
                if found is not None:
                    return found
        except Refused as refused:
            raise ValidationError([str(one) for one in refused.complaints]) from refused
    names = ", ".join(f"«{words[0]}…»" for words in columns.values())
    raise ValidationError(
        f"Не найдена строка с названиями столбцов. Нужны заголовки, в которых есть: {names}."
    )


def _under_headings(
    lines: list[list[str]], columns: dict[str, tuple[str, ...]], needed: str
) -> Rows | None:
    for at, line in enumerate(lines[:20]):
        places = _places(line, columns)
        if needed not in places or len(places) < LEAST_COLUMNS:
            continue
        rows = [
            {key: row[i].strip() for key, i in places.items()} | {"row": str(at + 2 + number)}
            for number, row in enumerate(lines[at + 1 :])
            if any(cell.strip() for cell in row)
        ]
        if len(rows) > MOST_ROWS:
            raise ValidationError(f"Строк больше {MOST_ROWS}. Разделите список.")
        return rows
    return None


def _places(line: list[str], columns: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column is which; a heading is taken once."""
    places: dict[str, int] = {}
    for key, words in columns.items():
        for i, heading in enumerate(line):
            if i not in places.values() and any(word in heading.casefold() for word in words):
                places[key] = i
                break
    return places


def sealed(rows: Rows) -> str:
    """The rows for the second step: a page keeps them, nobody can change them."""
    return signing.dumps(rows, salt=SALT, compress=True)


def opened(text: str) -> Rows:
    try:
        return signing.loads(text, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature as broken:
        raise ValidationError("Список на странице устарел. Приложите его ещё раз.") from broken
