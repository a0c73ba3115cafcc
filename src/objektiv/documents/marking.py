"""Whose copy it is: a pale label over every page of a PDF, a line under it, a property.

A label tells where a photograph came from and makes people careful. Who wants to can remove it:
it proves nothing against anybody (docs/sealed.md).
"""

from __future__ import annotations

import io

from objektiv.documents.typst_pages import page_pdf


class NotMarked(ValueError):
    """The file is not a PDF that can be marked; a Russian sentence says why."""


def marked_pdf(content: bytes, label: str, line: str) -> bytes:
    """The document with `label` across and `line` at the foot of every page.

    Raises `NotMarked` for a file that is damaged, or closed by a password.
    """
    from pypdf import PdfReader, PdfWriter, Transformation
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise NotMarked("PDF закрыт паролем: сохраните его без пароля, тайну хранит посылка.")
        writer = PdfWriter(clone_from=reader)
        overlays = {}
        for page in writer.pages:
            if page.rotation:
                page.transfer_rotation_to_content()
            box = page.cropbox
            size = (round(float(box.width), 1), round(float(box.height), 1))
            if size not in overlays:
                overlays[size] = PdfReader(io.BytesIO(_overlay(*size, label, line))).pages[0]
            shift = Transformation().translate(float(box.left), float(box.bottom))
            page.merge_transformed_page(overlays[size], shift)
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


def _overlay(width: float, height: float, label: str, line: str) -> bytes:
    return page_pdf("mark.typ", {"width": width, "height": height, "label": label, "line": line})
