"""Planning what people do next; so far: which works to mark a second time."""

from objektiv.planning.outcome import Outcome, RecheckOutcome, judge_recheck
from objektiv.planning.recheck import RecheckSample, RecheckWork, Written, choose_works

__all__ = [
    "Outcome",
    "RecheckOutcome",
    "RecheckSample",
    "RecheckWork",
    "Written",
    "choose_works",
    "judge_recheck",
]
