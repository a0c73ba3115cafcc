"""What holds for every page there is: strict policy, nothing from elsewhere, little to load."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from .test_refusals import ALLOWED, LEADS_ON, ONLY_SENT, OWN, address

HEAVIEST = 300_000  # bytes of a page with all it loads, before charts
CHART = re.compile(rb"<svg\b.*?</svg>", re.DOTALL)
# Attributes by which a browser fetches something by itself, or sends a form.
FETCHES = {
    "src", "srcset", "poster", "action", "formaction", "data", "hx-get", "hx-post", "manifest",
}  # fmt: skip
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class Page(HTMLParser):
    """What a page would load, and what a strict policy would block."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: set[str] = set()
        self.blocked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.blocked.append(f"<{tag} {name}>")
            fetched = name in FETCHES or (name == "href" and tag in ("link", "image", "use"))
            if fetched and value and not value.startswith(("#", "data:")):
                self.loads.add(value)
        runs = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if runs or tag in ("style", "base", "iframe"):
            self.blocked.append(f"<{tag}>")


def pages() -> list[tuple[str, str]]:
    """Every address of the site with somebody who may open it."""
    known = [(name, sorted(who)[0]) for name, who in ALLOWED.items() if name not in ONLY_SENT]
    return sorted([*known, *((name, "north") for name in OWN - ONLY_SENT)])


def weight_of(name: str, seen: set[str]) -> int:
    """Bytes of a static file and of what it imports; each once."""
    path = finders.find(name)
    if path is None or name in seen:
        return 0
    seen.add(name)
    with open(path, "rb") as file:
        content = file.read()
    size = len(content)
    if name.endswith(".css"):
        for inside in re.findall(rb"url\([\"']?([^\"')]+)", content):
            target = inside.decode()
            assert not ELSEWHERE.match(target), (name, target)
            if not target.startswith("data:"):
                size += weight_of(f"{name.rpartition('/')[0]}/{target}".lstrip("/"), seen)
    return size


def wrong_with(response, content: bytes) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    found = []
    if "default-src 'self'" not in policy or re.search(r"unsafe-|https?:|\*", policy):
        found.append(f"policy: {policy}")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    if not response.headers["Content-Type"].startswith("text/html"):
        return found
    page = Page(content.decode())
    found += page.blocked
    found += [f"from elsewhere: {one}" for one in page.loads if ELSEWHERE.match(one)]
    seen: set[str] = set()
    weight = len(CHART.sub(b"", content)) + sum(
        weight_of(urlsplit(one).path.removeprefix("/static/"), seen)
        for one in page.loads
        if one.startswith("/static/")
    )
    if weight > HEAVIEST:
        found.append(f"weighs {weight} bytes")
    return found


@pytest.mark.parametrize("who", sorted({who for _, who in pages()}))
def test_policy_origin_and_weight(who, as_, case):
    client, wrong = as_(who), {}
    no_page = LEADS_ON | OWN | {"places_list"}  # a school has no schools below it
    for name in (name for name, one in pages() if one == who):
        response = client.get(address(name, case))
        if name in no_page and response.status_code in (302, 404, 405):
            continue
        content = b"".join(response) if response.streaming else response.content
        found = wrong_with(response, content) if response.status_code == 200 else ["no page"]
        if found:
            wrong[name] = found

    assert wrong == {}


def test_pages_without_an_account_too(client, db):
    for page in (reverse("account_login"), reverse("look"), reverse("account_reset_password")):
        response = client.get(page)
        assert wrong_with(response, response.content) == []
    response = client.get("/nowhere/", follow=True)
    assert wrong_with(response, response.content) == []


@pytest.mark.parametrize("name", ["open_index", "open_page", "open_embed"])
def test_an_open_page_is_light_and_runs_nothing(name, client, case):
    content = client.get(address(name, case)).content
    page, seen = Page(content.decode()), set()
    weight = len(content) + sum(
        weight_of(urlsplit(one).path.removeprefix("/static/"), seen)
        for one in page.loads
        if one.startswith("/static/")
    )

    assert weight < 150_000
    assert page.blocked == []
    assert b"<script" not in content


def test_the_check_sees_what_it_looks_for():
    text = (
        '<a href="https://example.org">может</a><img src="//cdn.example/x.png">'
        '<p style="color:red" onclick="x()"><script>1</script>'
    )
    page = Page(text)

    assert page.loads == {"//cdn.example/x.png"}
    assert ELSEWHERE.match("//cdn.example/x.png")
    assert page.blocked == ["<p style>", "<p onclick>", "<script>"]
    assert weight_of("app.css", set()) > 10_000
