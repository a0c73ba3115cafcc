"""Whose copy it is: a pale label over every page of a PDF, a line under it, a property.

A label tells where a photograph came from and makes people careful. Who wants to can remove it:
it proves nothing against anybody (docs/sealed.md).
"""

from __future__ import annotations

import io
from typing import Any

from objektiv.documents.typst_pages import page_pdf

NAME = "ObjektivMark"  # of the form in the resources of a page


class NotMarked(ValueError):
    """The file is not a PDF that can be marked; a Russian sentence says why."""


def marked_pdf(content: bytes, label: str, line: str) -> bytes:
    """The document with `label` across and `line` at the foot of every page.

    The pages themselves are not read, only drawn over: whatever they hold stays as it was.
    Raises `NotMarked` for a file that is damaged, or closed by a password.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise NotMarked("PDF закрыт паролем: сохраните его без пароля, тайну хранит посылка.")
        writer = PdfWriter(clone_from=reader)
        forms: dict[tuple[float, float], Any] = {}
        for page in writer.pages:
            if page.rotation:
                page.transfer_rotation_to_content()
            box = page.cropbox
            size = (round(float(box.width), 1), round(float(box.height), 1))
            if size not in forms:
                forms[size] = _form(writer, *size, label, line)
            _draw_over(writer, page, forms[size])
        writer.add_metadata({"/Keywords": line})
        out = io.BytesIO()
        writer.write(out)
    except NotMarked:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotMarked(
            "PDF повреждён: сохраните его заново той программой, где он сделан."
        ) from None
    return out.getvalue()


def _form(writer: Any, width: float, height: float, label: str, line: str) -> Any:
    """The label as a form of the document, made once for all pages of a size."""
    from pypdf import PdfReader
    from pypdf.generic import ArrayObject, FloatObject, NameObject, StreamObject

    data = {"width": width, "height": height, "label": label, "line": line}
    overlay = PdfReader(io.BytesIO(page_pdf("mark.typ", data))).pages[0]
    form = StreamObject()
    drawn = overlay.get_contents()
    form.set_data(drawn.get_data() if drawn is not None else b"")
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(one) for one in (0, 0, width, height))
    form[NameObject("/Resources")] = overlay["/Resources"].clone(writer)
    return writer._add_object(form)


def _draw_over(writer: Any, page: Any, form: Any) -> None:
    """The page's own content between q and Q, then the form at the corner of the page."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

    def stream(text: str) -> Any:
        made = StreamObject()
        made.set_data(text.encode("ascii"))
        return writer._add_object(made)

    own = page.get("/Contents")
    held = own.get_object() if own is not None else None
    pieces = list(held) if isinstance(held, ArrayObject) else [own] if own is not None else []
    box = page.cropbox
    over = f"Q q 1 0 0 1 {float(box.left):.2f} {float(box.bottom):.2f} cm /{NAME} Do Q"
    page[NameObject("/Contents")] = ArrayObject([stream("q "), *pieces, stream(over)])
    # A page may share its resources with others: it gets its own, with one more form.
    resources = DictionaryObject(_inherited(page, "/Resources"))
    forms = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
    forms[NameObject(f"/{NAME}")] = form
    resources[NameObject("/XObject")] = forms
    page[NameObject("/Resources")] = resources


def _inherited(page: Any, name: str) -> Any:
    """An entry of the page, or of the nearest of its parents that has one."""
    from pypdf.generic import DictionaryObject

    node = page
    while node is not None:
        if name in node:
            return node[name].get_object()
        parent = node.get("/Parent")
        node = parent.get_object() if parent is not None else None
    return DictionaryObject()
