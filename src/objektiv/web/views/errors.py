"""Pages of refusals: what happened and where to go."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TEXTS = {
    400: ("Запрос не понят", "Вернитесь на предыдущую страницу и повторите действие."),
    403: (
        "Для этого нужна другая роль",
        "Вы видите страницу своей организации, но это действие выполняет человек с другой ролью. "
        "Роли назначает координатор или руководитель вашей организации.",
    ),
    404: (
        "Такой страницы нет",
        "Возможно, адрес введён с ошибкой или страница относится к организации, которая вам "
        "не подчинена.",
    ),
    500: (
        "Что-то сломалось у нас",
        "Введённое не потеряно на сервере наполовину: действие либо выполнено целиком, либо не "
        "выполнено. Повторите его; если не помогает, сообщите администратору время ошибки.",
    ),
}


def _show(request: HttpRequest, status: int, title: str = "", text: str = "") -> HttpResponse:
    known_title, known_text = TEXTS[status]
    context = {"heading": title or known_title, "text": text or known_text}
    return render(request, "errors/page.html", context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _show(request, 400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _show(request, 403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _show(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/bare.html", status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _show(
        request,
        403,
        "Страница устарела",
        "Форма открыта давно или в другом окне выполнен вход. Вернитесь назад, обновите страницу "
        "и отправьте форму ещё раз. Если не помогает, разрешите браузеру cookie этого сайта.",
    )
