"""Files of results of the schools of the test world, written by the simulation."""

from __future__ import annotations

from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from objektiv.schema import School, Sittings
from objektiv.simulation import simulate
from objektiv.simulation.files import wide, work_toml
from objektiv.simulation.plan import base


@cache
def sittings(seed: int = 1) -> Sittings:
    """One work of three schools that carry the logins of the world."""
    import polars as pl

    whole = simulate(base(40), seed=seed).sittings[0]
    chosen = sorted(whole.schools)[:3]
    logins = dict(zip(chosen, ("edu900101", "edu900102", "edu900103"), strict=True))
    frame = whole.frame.filter(pl.col("school").is_in(chosen)).with_columns(
        school=pl.col("school").replace_strict(logins),
        region=pl.lit("Тестовая область"),
        municipality=pl.lit(""),
    )
    schools = {login: School(login, f"Школа {login}") for login in logins.values()}
    return Sittings(whole.work, frame, schools)


def csv(*logins: str, seed: int = 1) -> list[SimpleUploadedFile]:
    """A wide table of some of the schools, with the description of its work."""
    import polars as pl

    whole = sittings(seed)
    part = Sittings(whole.work, whole.frame.filter(pl.col("school").is_in(logins)), whole.schools)
    return [
        SimpleUploadedFile("результаты.csv", wide(part).write_csv().encode()),
        SimpleUploadedFile("work.toml", work_toml(whole.work).encode()),
    ]


def pupils(login: str, seed: int = 1) -> int:
    return int((sittings(seed).frame["school"] == login).sum())
