"""Whose copy it is: a pale label over every page of a PDF, a line under it, a property.

A label tells where a photograph came from and makes people careful. Who wants to can remove it:
it proves nothing against anybody (docs/sealed.md).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from objektiv.documents.typst_pages import page_pdf

NAME = "ObjektivMark"  # of the form in the resources of a page


class NotMarked(ValueError):
    """The file is not a PDF that can be marked; a Russian sentence says why."""


@dataclass(frozen=True, slots=True)
class Markable:
    """A PDF in which every page already draws a form that is still empty.

    `body` is the file up to its table of objects: it is the same in every copy, and only what
    the label draws is written behind it.
    """

    body: bytes
    offsets: tuple[int, ...]  # in `body` of the objects 1, 2, …; 0: no such object
    forms: tuple[tuple[int, tuple[float, float]], ...]  # objects, the sizes of their pages
    info: int  # object of the properties
    properties: bytes
    trailer: bytes


def markable_pdf(content: bytes) -> Markable:
    """Read a document once for any number of copies.

    The pages themselves are not read, only drawn over: whatever they hold stays as it was.
    Raises `NotMarked` for a file that is damaged, or closed by a password.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError
    from pypdf.generic import NullObject

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
                forms[size] = writer._add_object(NullObject())
            _draw_over(writer, page, forms[size])
        writer.add_metadata({"/Keywords": ""})
        out = io.BytesIO()
        writer.write(out)
        return _markable(out.getvalue(), {one.idnum: size for size, one in forms.items()})
    except NotMarked:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotMarked(
            "PDF повреждён: сохраните его заново той программой, где он сделан."
        ) from None


def marked_pdf(content: bytes | Markable, label: str, line: str) -> bytes:
    """The document with `label` across and `line` at the foot of every page.

    Raises `NotMarked` as `markable_pdf` does.
    """
    from pypdf.generic import TextStringObject

    ready = content if isinstance(content, Markable) else markable_pdf(content)
    out = io.BytesIO()
    out.write(ready.body)
    offsets = dict(enumerate(ready.offsets, 1))

    def put(number: int, written: bytes) -> None:
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, written))

    for number, size in ready.forms:
        for own, written in _form(number, max(offsets), size, label, line).items():
            put(own, written)
    keywords = _written(TextStringObject(line))
    put(ready.info, b"<<\n/Keywords %b\n%b>>" % (keywords, ready.properties))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (max(offsets) + 1))
    out.writelines(
        b"%010d 00000 n \n" % at if at else b"0000000000 00000 f \n"
        for _, at in sorted(offsets.items())
    )
    out.write(b"trailer\n<<\n/Size %d\n%b>>\n" % (max(offsets) + 1, ready.trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _markable(content: bytes, forms: dict[int, tuple[float, float]]) -> Markable:
    """What `pypdf` wrote, taken apart."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    free = reader.xref_free_entry.get(0, {})
    table = {  # objects written anew are of generation 0
        number: at for number, at in reader.xref[0].items() if not free.get(number)
    }
    info = reader.trailer.raw_get("/Info").idnum
    properties = reader.trailer["/Info"]
    return Markable(
        body=content[: content.rindex(b"xref", 0, content.rindex(b"startxref"))],
        offsets=tuple(table.get(number, 0) for number in range(1, max(table) + 1)),
        forms=tuple(forms.items()),
        info=info,
        properties=_entries(properties, without=("/Keywords",)),
        trailer=_entries(reader.trailer, without=("/Size", "/Prev", "/XRefStm")),
    )


def _entries(dictionary: Any, *, without: tuple[str, ...]) -> bytes:
    return b"".join(
        b"%b %b\n" % (_written(name), _written(dictionary.raw_get(name)))
        for name in dictionary
        if name not in without
    )


def _written(thing: Any) -> bytes:
    out = io.BytesIO()
    thing.write_to_stream(out)
    return out.getvalue()


@lru_cache(maxsize=8)  # files of one parcel have the same sizes of pages
def _overlay(width: float, height: float, label: str, line: str) -> bytes:
    return page_pdf("mark.typ", {"width": width, "height": height, "label": label, "line": line})


def _form(
    number: int, last: int, size: tuple[float, float], label: str, line: str
) -> dict[int, bytes]:
    """The label as a form: objects to write, what it uses numbered from `last` on."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, FloatObject, NameObject, NullObject, StreamObject

    overlay = PdfReader(io.BytesIO(_overlay(*size, label, line))).pages[0]
    taken = PdfWriter()  # gives numbers out: those of the document are taken
    while taken._add_object(NullObject()).idnum < last:
        pass
    form = StreamObject()
    drawn = overlay.get_contents()
    form.set_data(drawn.get_data() if drawn is not None else b"")
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(one) for one in (0, 0, *size))
    form[NameObject("/Resources")] = overlay["/Resources"].clone(taken)
    end = taken._add_object(NullObject()).idnum
    used = {one: _written(taken.get_object(one)) for one in range(last + 1, end)}
    return used | {number: _written(form.flate_encode())}


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
