"""XML of strangers: no document types, no entities, no network, bounded depth and size."""

from __future__ import annotations

from typing import Any

from objektiv.tasks.exchange.result import LARGEST, ExchangeRefused


def parse(content: bytes, name: str) -> Any:
    """The root element. Raises `ExchangeRefused` where it is not plain, bounded XML."""
    from lxml import etree

    if len(content) > LARGEST:
        raise ExchangeRefused(
            f"«{name}»: файл больше {LARGEST // 1_000_000} МБ. Выгрузите вопросы частями."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ExchangeRefused(
            f"«{name}»: файл не читается как XML. Выгрузите его заново."
        ) from None
    if root.getroottree().docinfo.doctype:
        raise ExchangeRefused(
            f"«{name}»: в файле есть объявление типа документа (DOCTYPE). Такие файлы не "
            "читаются: через них открывают чужие файлы. Выгрузите вопросы без него."
        )
    return root


def local(element: Any) -> str:
    """The name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, name: str) -> list[Any]:
    return [one for one in element if local(one) == name]


def first(element: Any, name: str) -> Any | None:
    """The first element of the name below, at any depth."""
    return next((one for one in element.iter() if local(one) == name), None)


def text_of(element: Any | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
