"""A column in which people search: the words of a row as `russian.searching` writes them."""

from __future__ import annotations

from django.db import models

from objektiv.russian.searching import searchable


class SearchText(models.TextField):
    """Written whenever its row is saved, from what the named property of the row says."""

    def __init__(self, *, of: str, **options) -> None:
        self.of = of
        super().__init__(**{"blank": True, "default": "", "editable": False} | options)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance, add):
        text = searchable(str(getattr(model_instance, self.of, "")))
        setattr(model_instance, self.attname, text)
        return text
