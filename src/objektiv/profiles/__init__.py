"""Yearly profiles: every threshold, scale and norm with its source and status."""

from objektiv.profiles.assignment_rules import AssignmentRules, load_assignment_rules
from objektiv.profiles.evaluation import (
    Criterion,
    EvaluationRules,
    evaluation_rules,
    read_criteria,
)
from objektiv.profiles.federal_calendar import FederalWork, federal_works
from objektiv.profiles.local_acts import LocalActRules, local_act_rules
from objektiv.profiles.meetings import MeetingRules, meeting_rules
from objektiv.profiles.observation import SheetItem, SheetRules, sheet_rules
from objektiv.profiles.observers import ObserverRules, Requirement, observer_rules
from objektiv.profiles.profile import Profile, Threshold, load_profile
from objektiv.profiles.public_page import (
    NeededDocument,
    ReportRules,
    needed_documents,
    open_data_rules,
    report_rules,
)
from objektiv.profiles.reviews import Rule, review_rules
from objektiv.profiles.schedule_rules import Closed, ScheduleRules, Window, load_schedule_rules
from objektiv.profiles.school_terms import load_school_terms
from objektiv.profiles.sealing import SealingRule, sealing_bound, sealing_rules
from objektiv.profiles.sources import ReminderRule, Source, catalogue, reminder_rule
from objektiv.profiles.surveys import SurveyRules, survey_rules
from objektiv.profiles.task_rules import TaskRules, task_rules
from objektiv.profiles.teaching_rules import (
    ControlRules,
    CriteriaRules,
    VisitRule,
    control_rules,
    criteria_rules,
)
from objektiv.profiles.technologies import (
    BriefingTerm,
    HoldingRules,
    HoldingStep,
    Technology,
    holding_rules,
)
from objektiv.profiles.working_calendar import Transfers, published_transfers

__all__ = [
    "AssignmentRules",
    "BriefingTerm",
    "Closed",
    "ControlRules",
    "CriteriaRules",
    "Criterion",
    "EvaluationRules",
    "FederalWork",
    "HoldingRules",
    "HoldingStep",
    "LocalActRules",
    "MeetingRules",
    "NeededDocument",
    "ObserverRules",
    "Profile",
    "ReminderRule",
    "ReportRules",
    "Requirement",
    "Rule",
    "ScheduleRules",
    "SealingRule",
    "SheetItem",
    "SheetRules",
    "Source",
    "SurveyRules",
    "TaskRules",
    "Technology",
    "Threshold",
    "Transfers",
    "VisitRule",
    "Window",
    "catalogue",
    "control_rules",
    "criteria_rules",
    "evaluation_rules",
    "federal_works",
    "holding_rules",
    "load_assignment_rules",
    "load_profile",
    "load_schedule_rules",
    "load_school_terms",
    "local_act_rules",
    "meeting_rules",
    "needed_documents",
    "observer_rules",
    "open_data_rules",
    "published_transfers",
    "read_criteria",
    "reminder_rule",
    "report_rules",
    "review_rules",
    "sealing_bound",
    "sealing_rules",
    "sheet_rules",
    "survey_rules",
    "task_rules",
]
