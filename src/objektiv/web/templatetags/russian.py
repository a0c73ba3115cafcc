"""Numbers, plurals and dates in templates, as the whole product writes them."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from objektiv import russian

register = template.Library()


@register.filter
def integer(value: int | None) -> str:
    return russian.EMPTY if value is None else russian.integer(value)


@register.filter
def counted(value: int, forms: str) -> str:
    """`{{ 25|counted:"школа,школы,школ" }}` → «25 школ»."""
    return russian.counted(value, *forms.split(","))


@register.filter
def plural(value: int, forms: str) -> str:
    return russian.plural(value, *forms.split(","))


@register.filter
def share(value: float | None) -> str:
    """0.25 → «25 %»."""
    return russian.EMPTY if value is None else russian.share(value, 0)


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A day in words; a string is an ISO date, as JSON keeps it."""
    if value is None:
        return russian.EMPTY
    if isinstance(value, str):
        return russian.long_date(date.fromisoformat(value))
    return russian.long_date(timezone.localtime(value) if isinstance(value, datetime) else value)


@register.filter
def term(value: str | None) -> str:
    """A term in words; «г.» stays with its year."""
    return (value or "").replace(" г.", "\u00a0г.")


@register.filter
def day_month(value: date) -> str:
    """«5 июня»"""
    return russian.long_date(value, year=False)


@register.filter
def moment(value: datetime | None) -> str:
    """«22 ноября 2026 г., 14:05»"""
    if value is None:
        return russian.EMPTY
    local = timezone.localtime(value)
    return f"{russian.long_date(local)}, {local:%H:%M}"


@register.filter
def size(value: int) -> str:
    """Bytes as people say them."""
    if value < 1024:
        return russian.counted(value, "байт", "байта", "байт")
    if value < 1024**2:
        return f"{russian.integer(round(value / 1024))}{russian.NBSP}КБ"
    return f"{russian.number(value / 1024**2, 1)}{russian.NBSP}МБ"


@register.filter
def capital(value: object) -> str:
    text = str(value)
    return text[:1].upper() + text[1:]


@register.filter
def percent(value: float | None) -> str:
    return russian.EMPTY if value is None else russian.share(value)


@register.filter
def decimal(value: float | None) -> str:
    """Two digits after the comma."""
    return russian.EMPTY if value is None else russian.number(value, 2)


@register.filter
def comma(value: object) -> str:
    """A number kept as a text, with a comma.

    >>> comma("2.6")
    '2,6'
    """
    return str(value).replace(".", ",")
