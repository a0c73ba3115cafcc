"""`objektiv simulate`: a campaign with known truth, for whoever wants to test a method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from objektiv.analysis.output import whole_folder
from objektiv.analysis.refusal import Refused


def simulate_to(
    out: Path,
    *,
    schools: int,
    seed: int,
    manipulated: float,
    kinds: Sequence[str] = (),
    form: str = "csv",
) -> None:
    """Write results, `work.toml` and `truth.csv` into the folder, whole or not at all."""
    from objektiv.simulation import KINDS, base, simulate
    from objektiv.simulation.files import write_campaign

    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise Refused(
            f"Неизвестные виды искажений: {', '.join(unknown)}. Есть: {', '.join(KINDS)}."
        )
    plan = replace(base(schools), manipulated=manipulated, kinds=tuple(kinds) or KINDS)
    campaign = simulate(plan, seed)
    with whole_folder(out, ours=frozenset()) as folder:
        write_campaign(campaign, folder, form)
