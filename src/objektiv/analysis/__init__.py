"""The façade: read → count → compute → explain → write; what the command line and web call."""

from objektiv.analysis.campaign import Analysis, WorkAnalysis, analyse, analyse_sittings
from objektiv.analysis.refusal import Refused

__all__ = ["Analysis", "Refused", "WorkAnalysis", "analyse", "analyse_sittings"]
