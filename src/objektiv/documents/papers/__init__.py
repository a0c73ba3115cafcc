"""Papers of tasks for print: variants with answer forms, and keys, as DOCX and PDF."""

from objektiv.documents.papers.content import Paper, PaperVariant
from objektiv.documents.papers.pdf import paper_pdf
from objektiv.documents.papers.word import paper_docx

__all__ = ["Paper", "PaperVariant", "paper_docx", "paper_pdf"]
