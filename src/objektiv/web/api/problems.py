"""Refusals as `application/problem+json` (RFC 9457), in Russian, all complaints at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as Refused
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from objektiv.web.actions.tokens import TooOften
from objektiv.web.api.access import ScopeMissing, SecondFactorMissing, Unknown

log = logging.getLogger(__name__)

# code: status, title, what to do
TEXTS = {
    "unreadable": (400, "Запрос не разобран", "Тело запроса должно быть правильным JSON."),
    "unauthorized": (
        401,
        "Нужен действующий ключ",
        "Передайте ключ в заголовке: Authorization: Bearer … Ключ мог быть отозван, или его срок "
        "истёк; новый создают на странице «Ключи для программ».",
    ),
    "scope": (403, "Ключ не для этого", "Создайте ключ, по которому доступно: {scopes}."),
    "second_factor": (
        403,
        "Нужен второй шаг входа",
        "Вам доступны данные многих школ: включите второй шаг входа в своей учётной записи.",
    ),
    "forbidden": (
        403,
        "Для этого нужна другая роль",
        "Организацию вы видите, но это действие выполняет человек с другой ролью.",
    ),
    "not_found": (
        404,
        "Здесь ничего нет",
        "Такого адреса или номера нет, либо они относятся к организации, которая вам не подчинена.",
    ),
    "not_allowed": (405, "Так к адресу не обращаются", "Допустимые методы — в заголовке Allow."),
    "invalid": (422, "Нужно исправить запрос", "Проверьте: {said}."),
    "refused": (422, "Сделать это сейчас нельзя", "{reason}"),
    "too_often": (429, "Слишком часто", "Повторите через {wait} с."),
    "broken": (
        500,
        "Что-то сломалось у нас",
        "Действие либо выполнено целиком, либо не выполнено. Повторите его; если не помогает, "
        "сообщите администратору время ошибки.",
    ),
}


class Problem(Schema):
    """Отказ: что случилось и что делать (RFC 9457)."""

    type: str = Field(description="Вид отказа, адрес в описании API", examples=["/api/#invalid"])
    title: str = Field(description="Что случилось")
    status: int = Field(description="Код ответа HTTP")
    detail: str = Field(description="Что делать")
    code: str = Field(description="Вид отказа для программы", json_schema_extra={"enum": [*TEXTS]})
    fields: dict[str, list[str]] = Field(
        default_factory=dict, description="Замечания по полям запроса, все сразу"
    )


def problem(
    code: str,
    *,
    fields: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
    **words: Any,
) -> HttpResponse:
    """A refusal of one of the kinds in `TEXTS`."""
    status, title, detail = TEXTS[code]
    content = {
        "type": f"/api/#{code}",
        "title": title,
        "status": status,
        "detail": detail.format(**words),
        "code": code,
        "fields": fields or {},
    }
    return JsonResponse(
        content,
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
        json_dumps_params={"ensure_ascii": False},
    )


def carry_out(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Check a form of the pages, then act; complaints are those of the page."""
    if not form.is_valid():
        raise Refused(dict(form.errors.as_data()))
    return act()


def answer_problems(api: NinjaAPI) -> None:
    """Every refusal of the API, of the actions and of Django becomes a problem."""
    bearer = 'Bearer realm="objektiv"'
    no_key = {"WWW-Authenticate": bearer}
    answers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        Unknown: lambda _: problem(
            "unauthorized", headers={"WWW-Authenticate": f'{bearer}, error="invalid_token"'}
        ),
        AuthenticationError: lambda _: problem("unauthorized", headers=no_key),
        ScopeMissing: lambda missing: problem(
            "scope",
            scopes=" или ".join(missing.scopes),
            headers={
                "WWW-Authenticate": f'{bearer}, error="insufficient_scope", '
                f'scope="{" ".join(missing.scopes)}"'
            },
        ),
        SecondFactorMissing: lambda _: problem("second_factor"),
        TooOften: lambda often: problem(
            "too_often", wait=often.wait, headers={"Retry-After": str(often.wait)}
        ),
        PermissionDenied: lambda _: problem("forbidden"),
        Http404: lambda _: problem("not_found"),
        HttpError: lambda _: problem("unreadable"),
        SuspiciousOperation: lambda _: problem("unreadable"),
        ValidationError: lambda wrong: _invalid(_by_field(wrong.errors)),
        Refused: _refused,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, _handler(answer))
    api.add_exception_handler(Exception, _broken)


def _handler(answer: Callable[[Any], HttpResponse]):
    return lambda request, error: answer(error)


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s", request.method, request.path, exc_info=error)
    return problem("broken")


def _refused(refusal: Refused) -> HttpResponse:
    if hasattr(refusal, "error_dict"):
        fields = refusal.message_dict
        general = fields.pop("__all__", [])
        if fields:
            return _invalid(fields, general)
        return problem("refused", reason=" ".join(general))
    return problem("refused", reason=" ".join(refusal.messages))


def _invalid(fields: dict[str, list[str]], general: list[str] | None = None) -> HttpResponse:
    said = [f"{name} — {' '.join(texts)}" for name, texts in fields.items()]
    said = [one.rstrip(".") for one in (*said, *(general or []))]
    return problem("invalid", fields=fields, said="; ".join(said))


# What pydantic calls a mistake → what a person can do about it.
MISTAKES = {
    "missing": "Обязательно: передайте значение.",
    "int_parsing": "Нужно целое число.",
    "int_type": "Нужно целое число.",
    "int_from_float": "Нужно целое число.",
    "int_parsing_size": "Число слишком велико.",
    "greater_than_equal": "Не меньше {ge}.",
    "less_than_equal": "Не больше {le}.",
    "string_type": "Нужна строка.",
    "bool_parsing": "Нужно true или false.",
    "bool_type": "Нужно true или false.",
    "list_type": "Нужен список.",
    "dict_type": "Нужен объект JSON.",
    "model_attributes_type": "Нужен объект JSON.",
    "date_from_datetime_parsing": "Нужна дата вида 2026-04-15.",
    "date_parsing": "Нужна дата вида 2026-04-15.",
    "date_type": "Нужна дата вида 2026-04-15.",
    "date_from_datetime_inexact": "Нужна дата вида 2026-04-15.",
    "literal_error": "Допустимо: {expected}.",
}


def _by_field(errors: list[dict[str, Any]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for error in errors:
        names = [str(one) for one in error["loc"][1:] if one != "data"]
        text = MISTAKES.get(error["type"], "Значение не подходит.")
        try:
            text = text.format(**error.get("ctx", {}))
        except KeyError:
            text = "Значение не подходит."
        fields.setdefault(".".join(names) or "body", []).append(text)
    return fields
