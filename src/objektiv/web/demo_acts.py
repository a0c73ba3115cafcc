"""The demonstration's register of local acts; their texts are the program's samples."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from objektiv.documents.acts import act_draft
from objektiv.profiles import local_act_rules
from objektiv.simulation.demo import YEAR
from objektiv.web.actions.teaching import acts
from objektiv.web.models import LocalAct, LocalActVersion, Organisation, Person

# Orders by act: one replaced by a newer edition, one long unseen, one still a draft.
ORDERS: dict[str, tuple[tuple[str, date], ...]] = {
    "regulation": (("111", date(YEAR - 1, 8, 29)), ("112", date(YEAR, 8, 28))),
    "current_control": (("90", date(YEAR, 8, 28)),),
    "criteria": (("113", date(YEAR - 1, 8, 29)),),
    "correction": (("114", date(YEAR - 6, 8, 29)),),
    "control": (("91", date(YEAR, 8, 28)),),
    "conditional": (),
}


def carry_out(school: Organisation, *, head: Person) -> None:
    """Most of the expected set; the rest is missing, as in many schools."""
    for expected in local_act_rules().acts:
        if expected.code not in ORDERS:
            continue
        act = acts.register_act(school, code=expected.code, by=head)
        text = act_draft(act.title, school.name, expected.sample)
        for number, day in ORDERS[expected.code]:
            version = _brought(act, text, head)
            acts.approve_version(
                version, order_number=number, order_date=day, starts=day,
                considered="педагогический совет, протокол № 1", by=head,
            )  # fmt: skip
        if not ORDERS[expected.code]:
            _brought(act, text, head)


def _brought(act: LocalAct, text: bytes, head: Person) -> LocalActVersion:
    file = SimpleUploadedFile(f"{act.title}.docx", text)
    return acts.bring_version(act, file=file, by=head)
