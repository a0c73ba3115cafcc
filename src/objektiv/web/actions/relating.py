"""Facts that need other works: other subjects, the next year, several years in a row.

They stand beside the finding and never change it. A new analysis makes them anew for its own
work and for the works that look at it.
"""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import Q

from objektiv import schema
from objektiv.web.models import Analysis, Finding, FindingDetail

RELATED = ("other_subjects", "next_year", "years")


def relate_works(analysis: Analysis) -> None:
    """Related facts of every current analysis that the given one bears on, itself included."""
    work = analysis.work
    around = (
        Q(work__year=work.year, work__grade=work.grade)
        | Q(work__subject=work.subject, work__grade=work.grade)
        | Q(work__subject=work.subject, work__year=work.year - 1, work__grade=work.grade - 1)
        | Q(work__subject=work.subject, work__year=work.year + 1, work__grade=work.grade + 1)
    )
    known = {
        one: _findings(one)
        for one in Analysis.objects.filter(
            around,
            work__procedure=work.procedure,
            organisation=analysis.organisation_id,
            current=True,
        ).select_related("work")
    }
    for one in known:
        if one == analysis or _looks_at(one, analysis):
            _keep(one, known)


def _looks_at(one: Analysis, other: Analysis) -> bool:
    here, there = one.work, other.work
    if here.subject == there.subject and here.grade == there.grade:
        return there.year < here.year
    if here.subject == there.subject and there.grade == here.grade + 1:
        return there.year == here.year + 1
    return (here.year, here.grade) == (there.year, there.grade)


def _keep(analysis: Analysis, known: dict[Analysis, schema.Findings]) -> None:
    """Each other work is others', the following or an earlier one of this work, or nothing."""
    from objektiv.evidence import relate

    here = analysis.work
    others, earlier, following = [], [], None
    for other, findings in known.items():
        there = other.work
        if other == analysis or not _looks_at(analysis, other):
            continue
        if there.year < here.year:
            earlier.append(findings)
        elif there.year > here.year:
            following = findings
        elif there.subject != here.subject:
            others.append(findings)
    told = relate(known[analysis], others=others, following=following, earlier=earlier)
    by_school = {
        one.school: [asdict(sign) for sign in one.signs if sign.code in RELATED]
        for one in told.schools
    }
    rows = list(
        FindingDetail.objects.filter(finding__analysis=analysis, finding__class_name="")
        .select_related("finding")
        .only("related", "finding__school_id")
    )
    for row in rows:
        row.related = by_school.get(str(row.finding.school_id), [])
    FindingDetail.objects.bulk_update(rows, ["related"], batch_size=200)


def _findings(analysis: Analysis) -> schema.Findings:
    """As much of the findings of schools as related facts need: p-value and level."""
    rows = (
        Finding.objects.filter(analysis=analysis, class_name="")
        .order_by("school_id")
        .values_list("school_id", "n", "p_value", "q_value", "verdict", "kept__content")
    )
    work = analysis.work
    return schema.Findings(
        work=schema.Work(work.procedure, work.year, work.grade, work.subject, ()),
        schools=tuple(_finding(row) for row in rows),
        classes=(),
        expected_false=analysis.expected_false,
        method=analysis.method,
        profile=analysis.profile,
        data_hash=analysis.data_hash,
        seed=analysis.seed,
    )


def _finding(row: tuple) -> schema.Finding:
    school, n, p, q, verdict, detail = row
    signs = detail["signs"] if detail else []
    level = tuple(sign_of(one) for one in signs if one["code"] == "level")
    return schema.Finding("", "", str(school), "", n, p, q, schema.Verdict(verdict), level)


def sign_of(stored: dict) -> schema.Sign:
    """A sign as it was kept in a finding."""
    expected = tuple(stored["expected"]) if stored["expected"] else None
    return schema.Sign(**{**stored, "expected": expected, "guard": schema.Guard(stored["guard"])})
