"""`objektiv demo`: invented files of a municipality, read and analysed like any others."""

from __future__ import annotations

from pathlib import Path

from objektiv.analysis.campaign import Analysis, analyse
from objektiv.analysis.output import whole_folder
from objektiv.analysis.progress import Progress, silent

FILES, REPORT = "files", "report"


def demonstrate(
    out: Path, *, seed: int = 2026, progress: Progress = silent, processes: int = 1
) -> Analysis:
    """Write Ф1 files of the demonstration municipality and their analysis into `out`.

    `out/files` holds what schools would send, `out/report` what `objektiv analyse` makes of it.
    """
    from objektiv.simulation.demo import demo_municipality
    from objektiv.simulation.files import write_campaign

    with whole_folder(out, ours=frozenset({FILES, REPORT})) as folder:
        progress("Демонстрационные файлы", 0, 1)
        write_campaign(demo_municipality(seed), folder / FILES, "f1")
        progress("Демонстрационные файлы", 1, 1)
        return analyse(
            sorted((folder / FILES).glob("**/*.xlsx")),
            works=sorted((folder / FILES).glob("**/work.toml")),
            out=folder / REPORT,
            seed=seed,
            progress=progress,
            processes=processes,
        )
