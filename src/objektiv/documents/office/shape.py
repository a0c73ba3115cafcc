"""What every document has, and the fields of a document by their Russian names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, ClassVar, NamedTuple, get_args, get_origin, get_type_hints

UNNUMBERED = "№ __________ от «____» ______________ 20____ г."


@dataclass(frozen=True, kw_only=True)
class Signature:
    role: Annotated[str, "должность", "«Председатель совета»"]
    name: Annotated[str, "имя", "«О. Н. Лисина»; пусто: место для подписи от руки"] = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every document has."""

    kind: ClassVar[str]
    called: ClassVar[str]  # Russian name of the kind

    organisation: Annotated[str, "организация", "полное название того, кто издаёт документ"] = ""
    above: Annotated[tuple[str, ...], "учредитель", "строки над названием, каждая отдельно"] = ()
    contacts: Annotated[str, "контакты", "адрес, телефон, почта одной строкой"] = ""
    registered: Annotated[str, "регистрация", "«№ 01-15/7 от 22 ноября 2026 г.»"] = UNNUMBERED
    addressee: Annotated[str, "адресат", "в дательном падеже, строка за строкой"] = ""
    title: Annotated[str, "заголовок", "заголовок документа"]
    signatures: Annotated[tuple[Signature, ...], "подписи", "подписывающие"] = ()
    performer: Annotated[str, "исполнитель", "фамилия, имя, отчество и телефон"] = ""
    source: Annotated[str, "источник", "данные, метод, профиль одной строкой"] = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    name: Annotated[str, "показатель", "что измерено"]
    value: Annotated[str, "значение", "число с единицей"]
    compared: Annotated[str, "сравнение", "с чем сравнить"] = ""


# --- Fields by their Russian names --------------------------------------------------------


class Field(NamedTuple):
    """A field as a template sees it."""

    attribute: str
    name: str
    hint: str
    of: type | None  # the dataclass of which this is a list
    many: bool


def fields_of(shape: type[Any]) -> tuple[Field, ...]:
    """Fields of a kind of document, or of a part of one, in their order.

    >>> [one.name for one in fields_of(Signature)]
    ['должность', 'имя']
    """
    if shape not in _known:
        _known[shape] = tuple(_fields(shape))
    return _known[shape]


_known: dict[type[Any], tuple[Field, ...]] = {}  # types do not change


def _fields(shape: type[Any]) -> Iterable[Field]:
    hints = get_type_hints(shape, include_extras=True)
    for one in fields(shape):
        known, name, hint = get_args(hints[one.name])
        many = get_origin(known) is tuple
        inner = get_args(known)[0] if many else known
        of = inner if is_dataclass(inner) and isinstance(inner, type) else None
        yield Field(one.name, name, hint, of, many)


def context_of(part: Any) -> dict[str, Any]:
    """What a template sees of a document: plain dicts, lists and texts under Russian names.

    >>> context_of(Signature(role="Председатель"))
    {'должность': 'Председатель', 'имя': ''}
    """
    seen: dict[str, Any] = {}
    for one in fields_of(type(part)):
        value = getattr(part, one.attribute)
        if one.of:
            value = [context_of(inner) for inner in value]
        elif one.many:
            value = list(value)
        seen[one.name] = value
    return seen


def texts_of(part: Any) -> Iterable[str]:
    """Every text that stands in a document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from texts_of(inner)
    elif isinstance(part, (list, tuple)):
        for inner in part:
            yield from texts_of(inner)
    elif is_dataclass(part) and not isinstance(part, type):
        yield from texts_of(context_of(part))
