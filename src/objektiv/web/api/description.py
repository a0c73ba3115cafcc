"""The description of the API: OpenAPI for programs, operations and shapes for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from objektiv.web.api.problems import TEXTS, Problem
from objektiv.web.api.service import api
from objektiv.web.models import Scope

ROOT = "/api/v1/"
KINDS = {
    "integer": "целое число",
    "number": "число",
    "string": "строка",
    "boolean": "true или false",
    "object": "объект",
    "null": "null",
}
FORMATS = {"date": "дата", "date-time": "время", "binary": "файл"}
# What stands in an address, in words.
PARTS = {
    "schedule": "Номер графика школы на учебный год",
    "schedule_version": "Номер версии графика",
    "schedule_solution": "Номер подбора дней",
    "commission": "Номер комиссии",
    "marking": "Номер проверки работ",
    "script_mark": "Номер работы, данной вам на проверку",
    "task": "Номер задания банка",
    "class_journal": "Номер журнала класса по предмету",
    "help_case": "Номер помощи ученику",
    "programme": "Номер изменений рабочей программы",
    "place": "Номер организации",
    "procedure": "Номер процедуры",
    "technology": "Код процедуры в реестре",
    "procedure_site": "Номер дня школы",
    "step_file": "Номер файла к шагу",
    "briefing": "Номер инструктажа",
    "briefing_file": "Номер материала инструктажа",
    "upload": "Номер загрузки",
    "file": "Номер файла",
    "protocol": "Номер протокола",
    "work": "Номер работы",
    "code": "Код таблицы или графика из отчёта",
    "finding": "Номер вывода",
    "review": "Номер рассмотрения",
    "recheck": "Номер перепроверки",
    "attachment": "Номер документа",
    "addressee": "Номер рекомендаций школе",
    "point": "Номер пункта",
    "job": "Номер задания",
    "item": "Код задания работы",
    "class_name": "Название класса, как в протоколе: 5А",
    "pupil": "Код участника, как в протоколе",
    "breach": "Номер подтверждённого факта",
    "body": "Номер органа или объединения",
    "meeting": "Номер заседания",
    "evaluation": "Номер оценочного листа",
    "evaluation_file": "Номер файла к оценочному листу",
    "plan": "Номер плана",
    "plan_document": "Номер документа, прочитанного в план",
    "measure": "Номер мероприятия",
    "evidence": "Номер файла, который подтверждает выполнение",
    "document": "Номер документа с рекомендациями",
    "leaflet": "Номер памятки",
    "practice": "Номер практики",
    "practice_file": "Номер материала практики",
    "removal": "Номер просьбы об удалении",
    "parcel": "Номер посылки",
    "observation": "Номер назначения наблюдателя",
    "remark": "Номер замечания наблюдателя",
    "local_act": "Номер локального акта",
    "act_version": "Номер редакции акта",
    "release": "Номер открытых таблиц, подготовленных вместе",
    "year_report": "Номер публичного отчёта за год",
    "survey": "Номер опроса",
    "course": "Номер обучения",
    "test_paper": "Номер работы из банка заданий",
    "criteria_set": "Номер критериев",
    "criterial_mark": "Номер отметки по критериям",
    "task_file": "Номер файла с заданиями",
    "control_item": "Номер пункта плана контроля",
    "visit": "Номер посещения урока",
}
PLACES = {"path": "в адресе", "query": "после «?»"}


def operations() -> Iterator[tuple[str, Any]]:
    """Path and operation, as the routers have them."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            yield from ((path, one) for one in view.operations)


@cache
def openapi() -> dict[str, Any]:
    """OpenAPI 3.1, with the scopes of keys and with refusals."""
    known = api.get_openapi_schema(path_prefix=ROOT)
    scopes = {one.view_func.__name__: one.auth_callbacks[0].scopes for _, one in operations()}
    for path, methods in known["paths"].items():
        for method, one in methods.items():
            for part in one["parameters"]:
                if part["in"] == "path":
                    part["description"] = PARTS[part["name"]]
            wanted = [str(scope) for scope in scopes[one["operationId"]]]
            one["security"] = [{"Key": [scope]} for scope in wanted] or [{"Key": []}]
            one["responses"] = _answers(one) | {
                str(status): _refusal(status) for status in _refusals(path, method, one)
            }
    shape = Problem.json_schema()
    known["components"]["schemas"]["Problem"] = shape
    known["components"]["securitySchemes"] = {
        "Key": {"type": "http", "scheme": "bearer", "description": "Ключ со страницы «Ключи»"}
    }
    known["info"]["x-scopes"] = dict(Scope.choices)
    return dict(known)


def _answers(operation: dict[str, Any]) -> dict[str, Any]:
    return {str(status): answer for status, answer in operation["responses"].items()}


def _refusals(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    body = "requestBody" in operation
    asked = body or any(one["in"] == "query" for one in operation["parameters"])
    return [
        *([400] if body else []),
        401,
        403,
        *([404] if "{" in path or asked else []),
        *([422] if asked or method != "get" else []),
        429,
    ]


def _refusal(status: int) -> Any:
    titles = "; ".join(title for code, title, _ in TEXTS.values() if code == status)
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": titles, "content": {"application/problem+json": shape}}


# --- For a reader ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A parameter or a field: name, kind, where its shape is told, what it means."""

    name: str
    kind: str
    shape: str
    text: str
    required: bool = True


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    title: str
    text: str
    scopes: tuple[str, ...]
    parameters: tuple[Line, ...]
    body: tuple[Line, ...]
    answers: tuple[Line, ...]


@dataclass(frozen=True)
class Shape:
    name: str
    text: str
    fields: tuple[Line, ...]


@cache
def subjects() -> dict[str, list[Operation]]:
    """Operations by subject, in the order of the service."""
    found: dict[str, list[Operation]] = {}
    for path, methods in openapi()["paths"].items():
        for method, one in methods.items():
            found.setdefault(one["tags"][0], []).append(_operation(path, method, one))
    return found


@cache
def shapes() -> list[Shape]:
    known = openapi()["components"]["schemas"]
    return [
        Shape(
            name, known[name].get("description", "").replace("`", ""), tuple(_fields(known[name]))
        )
        for name in sorted(known)
        if not name.startswith("Paged") and name != "Input"
    ]


def shapes_of(operations: Iterable[Operation]) -> list[Shape]:
    """Every shape the operations take or give, with the shapes within them."""
    known = {one.name: one for one in shapes()}
    wanted = {line.shape for one in operations for line in (*one.body, *one.answers)}
    found: set[str] = set()
    while wanted := (wanted & known.keys()) - found:
        found |= wanted
        wanted = {line.shape for name in wanted for line in known[name].fields}
    return [known[name] for name in sorted(found)]


def _operation(path: str, method: str, one: dict[str, Any]) -> Operation:
    body: tuple[Line, ...] = ()
    if "requestBody" in one:
        body = tuple(_fields(next(iter(one["requestBody"]["content"].values()))["schema"]))
    return Operation(
        one["operationId"],
        method.upper(),
        path,
        one["summary"],
        one.get("description", "").replace("`", ""),
        tuple(scope for way in one["security"] for scope in way["Key"]),
        tuple(
            _line(
                x["name"],
                {"description": x.get("description", "")} | x["schema"],
                x["required"],
                PLACES[x["in"]],
            )
            for x in one["parameters"]
        ),
        body,
        tuple(
            _line(kind.split(";")[0], content.get("schema", {}))
            for status, answer in one["responses"].items()
            if status < "300"
            for kind, content in answer.get("content", {}).items()
        ),
    )


def _fields(schema: dict[str, Any]) -> Iterator[Line]:
    if "$ref" in schema:
        schema = openapi()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    required = schema.get("required", [])
    for name, one in schema.get("properties", {}).items():
        yield _line(name, one, name in required)


def _line(name: str, schema: dict[str, Any], required: bool = True, where: str = "") -> Line:
    kind, shape = _kind(schema)
    text = schema.get("description", "").replace("`", "")
    default = schema.get("default")
    if default not in (None, "", [], {}):
        text = f"{text} (если не сказано: {default})"
    return Line(name, ", ".join(filter(None, (kind, where))), shape, text.strip(), required)


def _kind(schema: dict[str, Any]) -> tuple[str, str]:
    """The kind of a value in words, and the shape it has, if it has a name."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return ("страница списка", name[5:]) if name.startswith("Paged") else ("", name)
    for several in ("anyOf", "allOf"):
        if several in schema:
            kinds = [_kind(one) for one in schema[several]]
            shape = next((name for _, name in kinds if name), "")
            words = [kind for kind, _ in kinds if kind]
            return " или ".join(words), shape
    if schema.get("type") == "array":
        kind, shape = _kind(schema.get("items", {}))
        return f"список: {kind}" if kind else "список", shape
    kind = FORMATS.get(schema.get("format", "")) or KINDS.get(schema.get("type", ""), "любое")
    return kind, ""
