"""Who may what: every rule of the web system stands in this file."""

from __future__ import annotations

from objektiv.web.models import Role
from objektiv.web.permissions.predicates import (
    COORDINATORS,
    METHODISTS,
    ON_DAY,
    SCHOOL_MANAGERS,
    SCHOOL_OFFICE,
    STAFF,
    TEACHERS,
    expert_from_above,
    from_above,
    heads_own,
    holds_day,
    in_own_school,
    is_school,
    leads_association,
    manages_own,
    office_of_own,
    role,
    works_here,
    works_in_school,
)

RULES = {
    "organisation.view": role(*STAFF),
    "organisation.manage": role(*COORDINATORS),
    "people.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "people.manage": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "people.invite": role(*COORDINATORS, *SCHOOL_OFFICE),
    "people.families": is_school & office_of_own,
    "bodies.manage": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "classes.view": is_school & role(*STAFF),
    "classes.manage": is_school & role(*COORDINATORS, *SCHOOL_OFFICE),
    "terms.manage": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "subjects.manage": role(Role.REGIONAL_COORDINATOR),
    "procedure.manage": role(*COORDINATORS),
    # The corps of observers: personal data of people outside, so only those who manage it.
    "observers.manage": role(*COORDINATORS),
    "observation.view": role(*COORDINATORS, *SCHOOL_OFFICE),
    "observation.manage": role(*COORDINATORS),
    "remarks.reply": is_school & in_own_school,
    "remarks.decide": is_school & from_above,
    # Days, steps, briefings of procedures; who takes part in the day sees the own school's.
    "holding.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *ON_DAY),
    # A school's own works are opened by its office.
    "holding.organise": role(*COORDINATORS, *SCHOOL_OFFICE),
    "holding.prepare": manages_own,
    "holding.take_part": is_school & holds_day,
    # The schedule is published; drafts stay in the school, teachers see their classes.
    "schedule.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS, Role.ORGANISER),
    "schedule.manage": is_school & manages_own,
    "schedule.approve": is_school & heads_own & manages_own,
    "schedule.rules": manages_own,
    # Who looks after sealed parcels of a place; a recipient always sees the own ones.
    "sealed.view": role(*COORDINATORS, *SCHOOL_OFFICE),
    "sealed.send": manages_own,
    "briefings.view": role(*COORDINATORS, *SCHOOL_OFFICE),
    "briefings.hold": manages_own,
    # Codes and names stay with the own school; its managers keep the key of the vault.
    "codes.manage": is_school & manages_own,
    "codes.vault": is_school & in_own_school,
    # Registers and commissions of a place; how marking goes is for who leads it.
    "experts.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "experts.manage": manages_own | leads_association,
    "results.bring": role(*COORDINATORS, *SCHOOL_OFFICE),
    "results.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS),
    # All of a school's classes and subjects; a teacher sees the own ones (`own_results`).
    "results.view_all": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    # Journal marks against works, like schools: of the whole school, so not for a single teacher.
    "results.compare": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    # Rows of pupils stay in their school; above it people see counts. Teachers see those of
    # their own classes (`require_pupils`).
    "results.view_pupils": is_school & role(*SCHOOL_OFFICE),
    "findings.view": role(*COORDINATORS, *SCHOOL_OFFICE),
    "findings.ask": from_above,
    "findings.reply": is_school & in_own_school,
    "findings.decide": is_school & from_above,
    "findings.mark_again": is_school & (from_above | expert_from_above),
    "findings.confirm": is_school & from_above,
    "recommendations.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "recommendations.write": role(*COORDINATORS),
    "recommendations.answer": is_school & in_own_school,
    "outgoing.view": role(*COORDINATORS, *SCHOOL_OFFICE),
    "outgoing.write": manages_own,
    "plans.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS),
    "plans.manage": manages_own,
    "plans.approve": manages_own & heads_own,
    # Kinds of measures, never schools: everybody who plans may know what helped.
    "effect.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "measures.check": heads_own | from_above,
    "meetings.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "meetings.manage": manages_own | leads_association,
    # A talk with a single teacher stays between the teacher and the own managers.
    "meetings.interview": is_school & heads_own,
    "evaluation.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "evaluation.fill": is_school & manages_own,
    "evaluation.submit": is_school & in_own_school,
    "evaluation.assess": is_school & from_above,
    "evaluation.criteria": role(*COORDINATORS),
    "leaflets.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "leaflets.write": manages_own | leads_association,
    "practices.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "practices.write": is_school & manages_own,
    "practices.publish": is_school & from_above,
    # Journals: above a school people see counts; a teacher the own subjects and classes.
    "journals.view": role(*COORDINATORS, *SCHOOL_OFFICE, *TEACHERS),
    "journals.bring": is_school & works_in_school,
    # All journals of the school with their pupils; teachers see the own ones (`own_journals`).
    "journals.view_pupils": is_school & office_of_own,
    # Who teaches helps; what decides about a pupil is decided by the school's managers.
    "help.work": is_school & works_in_school,
    "help.decide": is_school & in_own_school,
    "programmes.write": is_school & works_in_school,
    "programmes.approve": is_school & in_own_school,
    # Norms of the local act, weights of marks: the school's own managers put them in force.
    "marks.draft": is_school & works_in_school,
    "marks.manage": is_school & in_own_school,
    # The task bank: who works at a place writes, who leads there reviews what others wrote.
    "tasks.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS),
    "tasks.write": works_here,
    "tasks.review": manages_own | leads_association,
    "criteria.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS),
    "criteria.write": works_here,
    "criteria.approve": heads_own,
    "criteria.mark": is_school & works_in_school,
    # Internal control: its plan is seen from above, visits stay with the teacher and the managers.
    "control.view": is_school & role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "control.manage": is_school & manages_own,
    "control.approve": is_school & in_own_school,
    "visits.lead": is_school & in_own_school,
    "visits.mutual": is_school & (works_in_school | leads_association),
    # Terms of keeping, holds; the second person of a removal is a manager of the place.
    "keeping.view": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "keeping.run": role(*COORDINATORS),
    "keeping.decide": role(*COORDINATORS, *SCHOOL_MANAGERS),
    # What everybody may see is put there by the organisation itself.
    "open.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "open.manage": manages_own,
    "open.tables": manages_own & heads_own,
    # What a teacher needs is the teacher's: others see counts, or what was shown to them.
    "growth.own": is_school & works_in_school,
    "growth.bring": is_school & (office_of_own | leads_association),
    "growth.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "growth.courses": manages_own | leads_association,
    "growth.pair": is_school & (office_of_own | leads_association),
    # Acquainting is the school's; a talk is offered by who will hold it.
    "parents.view": is_school & works_in_school,
    "parents.manage": is_school & office_of_own,
    "parents.talk": is_school & works_in_school,
    "surveys.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "surveys.manage": manages_own,
    # Goals are of organisations, never of a teacher: who plans may see them.
    "indicators.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "indicators.manage": manages_own & heads_own,
    "acts.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS),
    "acts.manage": manages_own,
    "acts.approve": manages_own & heads_own,
    "audit.view": role(*COORDINATORS, *SCHOOL_MANAGERS),
}
