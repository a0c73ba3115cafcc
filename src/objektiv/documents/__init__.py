"""Documents out: workbook, page, letters; templates stand beside the code."""

from objektiv.documents.content import CampaignReport, Provenance, WorkReport
from objektiv.documents.letters import Letter, letter_docx, letters, recommendations_docx
from objektiv.documents.page import report_charts, report_html
from objektiv.documents.workbook import tables_xlsx

__all__ = [
    "CampaignReport",
    "Letter",
    "Provenance",
    "WorkReport",
    "letter_docx",
    "letters",
    "recommendations_docx",
    "report_charts",
    "report_html",
    "tables_xlsx",
]
