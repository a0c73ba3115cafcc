"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import PaginationBase, paginate

MOST = 200


class Pages(PaginationBase):
    """`?page=2&size=100`; a page after the last one is empty."""

    class Input(Schema):
        page: int = Field(1, ge=1, le=1_000_000, description="Номер страницы, с единицы")
        size: int = Field(50, ge=1, le=MOST, description="Строк на странице")

    class Output(Schema):
        count: int = Field(description="Сколько строк всего")
        page: int = Field(description="Номер этой страницы")
        pages: int = Field(description="Сколько страниц")
        items: list[Any]

    def paginate_queryset(
        self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any
    ) -> dict[str, Any]:
        count = self._items_count(queryset)
        first = (pagination.page - 1) * pagination.size
        return {
            "items": queryset[first : first + pagination.size],
            "count": count,
            "page": pagination.page,
            "pages": -(-count // pagination.size),
        }


def paginated(view: Callable[..., Any]) -> Any:
    """An operation that answers with a list, page by page."""
    view.__annotations__ = get_type_hints(view)  # ninja would look for the names in its own module
    return paginate(Pages)(view)
