"""Pictures of tasks: PNG and JPEG by their bytes, of a size that a sheet of paper needs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

LARGEST = 2_000_000  # bytes
SIDE = 6000  # pixels
_PNG = b"\x89PNG\r\n\x1a\n"


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG or JPEG; None: it is neither."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and len(content) > 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width), int.from_bytes(height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def picture_complaint(name: str, content: bytes) -> str:
    """Why a picture cannot be taken, in a Russian sentence; "": it can."""
    if len(content) > LARGEST:
        return f"«{name}»: рисунок больше {LARGEST // 1_000_000} МБ. Уменьшите его."
    size = picture_size(content)
    if size is None:
        return f"«{name}»: нужен рисунок PNG или JPEG."
    if not 0 < max(size) <= SIDE or not min(size):
        return f"«{name}»: стороны рисунка — от 1 до {SIDE} точек."
    return "" if _decodes(content) else f"«{name}»: рисунок повреждён. Сохраните его заново."


def _decodes(content: bytes) -> bool:
    """Does what prints papers read the whole of it? A broken picture would stop a paper."""
    import typst

    with TemporaryDirectory(prefix="objektiv-picture-") as folder:
        root = Path(folder)
        (root / "picture").write_bytes(content)
        kind = "png" if content.startswith(_PNG) else "jpg"
        (root / "main.typ").write_text(f'#image("picture", format: "{kind}", width: 1mm)')
        try:
            typst.compile(root / "main.typ", root=root, ignore_system_fonts=True)
        except typst.TypstError:
            return False
    return True
