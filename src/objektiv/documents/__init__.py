"""Documents out: workbook, page, letters; templates stand beside the code."""

from objektiv.documents.content import CampaignReport, Provenance, WorkReport
from objektiv.documents.page import report_html
from objektiv.documents.workbook import tables_xlsx

__all__ = ["CampaignReport", "Provenance", "WorkReport", "report_html", "tables_xlsx"]
