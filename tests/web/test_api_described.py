"""The API answers as its description says, whatever it is asked."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ninja import Schema
from schemathesis import checks

from objektiv.web.api import description
from objektiv.web.api.problems import TEXTS

from .programs import key_of
from .test_api_refusals import ALLOWED, OPERATIONS

# Every call must pass these; what the rules of work refuse is not the description's business.
CHECKS = [
    checks.not_a_server_error,
    checks.load_all_checks() or checks.CHECKS.get_by_names(["status_code_conformance"])[0],
    checks.CHECKS.get_by_names(["content_type_conformance"])[0],
    checks.CHECKS.get_by_names(["response_schema_conformance"])[0],
    checks.CHECKS.get_by_names(["response_headers_conformance"])[0],
]
EXAMPLES = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described():
    """The description as a program gets it."""
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(description.openapi())))
    schema.app = get_wsgi_application()
    return {one.ok().definition.raw["operationId"]: one.ok() for one in schema.get_all_operations()}


@pytest.fixture
def one_connection():
    """Calls share the transaction of the test, as Django's own client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


STREAMED = {
    "download_file", "download_attachment", "download_evidence", "download_evaluation_file",
    "download_practice_file", "download_step_file", "download_briefing_file", "download_act",
}  # fmt: skip


# Files are streamed, and these calls would leave them open.
@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - STREAMED))
def test_every_answer_is_described(name, described, world, case, one_connection):
    who = next(
        one for one in ("office", "north", "head", "expert") if one in ALLOWED.get(name, {one})
    )
    key = {"Authorization": f"Bearer {key_of(world.people[who])}"}
    operation = described[name]
    known = {part: case.get(part, "marks") for part in re.findall(r"{(\w+)}", operation.path)}

    @EXAMPLES
    @given(operation.as_strategy(), st.booleans())
    def ask(asked, real):
        if real and known:
            asked.path_parameters = dict(known)
        asked.validate_response(asked.call(headers=key), checks=CHECKS)

    ask()


def test_every_operation_is_told_in_russian():
    for operations in description.subjects().values():
        for one in operations:
            assert re.search("[а-яё]", one.title), one.name
            assert one.answers, one.name
    for shape in description.shapes():
        assert re.search("[а-яё]", shape.text), shape.name


def test_every_subject_has_a_page_with_all_the_shapes_it_names(client, db):
    index = client.get("/api/").text

    told = set()
    for subject, operations in description.subjects().items():
        address = "/api/?" + urlencode({"subject": subject}, quote_via=quote)
        assert f'href="{address.removeprefix("/api/")}"' in index
        page = client.get(address).text
        for name in set(re.findall(r'href="#(shape-\w+)"', page)):
            assert f'id="{name}"' in page, name
        told |= {one.name for one in operations if f'id="{one.name}"' in page}
        assert len(page.encode()) < 150_000, subject
        assert not re.search(r'(src|href)="(https?:)?//', page)
        assert "<script>" not in page
    assert told == set(OPERATIONS)
    for code in TEXTS:
        assert f'id="{code}"' in index
    assert len(client.get("/api/v1/openapi.json").json()["paths"]) == len(
        {path for path, _ in OPERATIONS.values()}
    )
    assert client.get("/api/?subject=нет").text.count("<h1>HTTP API</h1>") == 1


def test_the_description_needs_no_key_and_tells_nothing_of_anybody(client, world, case):
    page = client.get("/api/").text

    assert "СОШ" not in page
    assert world.first.name not in client.get("/api/v1/openapi.json").content.decode()


def test_shapes_of_different_subjects_have_different_names():
    """OpenAPI knows a shape by its name alone: of two with one name programs see one."""
    import inspect

    from objektiv.web.api import service

    found: dict[str, set[str]] = {}
    for module in service.SUBJECTS:
        for name, one in inspect.getmembers(module, inspect.isclass):
            if issubclass(one, Schema) and one is not Schema:
                found.setdefault(name, set()).add(one.__module__)

    assert {name: where for name, where in found.items() if len(where) > 1} == {}
