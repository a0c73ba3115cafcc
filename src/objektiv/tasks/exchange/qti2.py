"""QTI 2 → QTI 3: version 3 only gave elements and attributes other names.

Source: IMS QTI 3.0 Best Practices and Implementation Guide, migration from 2.x: names of QTI are
written with «qti-» and in kebab-case, those of HTML and MathML stay.
"""

from __future__ import annotations

import re
from typing import Any

from objektiv.tasks.exchange.xml import local

ROOTS = frozenset(("assessmentItem", "assessmentTest"))
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HTML = frozenset((
    "a", "abbr", "acronym", "address", "article", "audio", "b", "big", "blockquote", "br",
    "caption", "cite", "code", "col", "colgroup", "dd", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd",
    "label", "li", "object", "ol", "p", "param", "pre", "q", "samp", "section", "small",
    "source", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "track", "tt", "u", "ul", "var", "video",
))  # fmt: skip


def kebab(name: str) -> str:
    """The name as version 3 writes it.

    >>> kebab("simpleAssociableChoice")
    'simple-associable-choice'
    """
    return _HUMP.sub("-", name).lower()


def as_version_3(root: Any) -> Any:
    """The item with the names of version 3; one of version 3 is left as it is."""
    if local(root) not in ROOTS:
        return root
    space = root.tag.rpartition("}")[0]
    for one in root.iter():
        if not isinstance(one.tag, str) or one.tag.rpartition("}")[0] != space:
            continue  # MathML, metadata
        name = local(one)
        if name in _HTML:
            continue
        one.tag = f"qti-{kebab(name)}"
        for key, value in list(one.attrib.items()):
            if not key.startswith("{") and key != kebab(key):
                del one.attrib[key]
                one.set(kebab(key), value)
    return root
