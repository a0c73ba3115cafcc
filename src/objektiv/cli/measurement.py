"""Commands about scales: measure, link, equate, compare."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from objektiv.cli.app import Seed, app, names

Model = Literal["rasch-cml", "rasch", "pcm", "2pl", "3pl", "gpcm", "grm"]
LinkMethod = Literal["mean-sigma", "stocking-lord", "haebara"]
EquateMethod = Literal[
    "mean", "linear", "equipercentile", "tucker", "levine", "chained", "frequency-estimation"
]
Report = Annotated[
    Path | None, typer.Option("--report", help="Страница HTML с рисунками.", metavar="ФАЙЛ")
]


def _say(sentences: Iterable[str]) -> None:
    print("\n".join(sentences))


def _page(path: Path, text: str) -> None:
    """Write a page whole."""
    from objektiv.analysis.output import whole_file

    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8")


@app.command()
def measure(
    file: Annotated[Path, typer.Argument(help="Таблица ответов.", metavar="ФАЙЛ")],
    model: Annotated[Model, typer.Option(help="Модель измерения.")],
    out: Annotated[Path, typer.Option(help="Файл JSON с параметрами.", metavar="ФАЙЛ")],
    items: Annotated[str, typer.Option(help="Столбцы заданий через запятую.")] = "",
    ids: Annotated[str, typer.Option("--id", help="Столбцы, которые не задания.")] = "",
    fix_variance: Annotated[
        bool, typer.Option("--fix-variance", help="Дисперсия способности равна 1.")
    ] = False,
    persons: Annotated[
        Path | None, typer.Option(help="Файл CSV: строка на ученика.", metavar="ФАЙЛ")
    ] = None,
    work: Annotated[
        Path | None, typer.Option(help="Описание работы: тогда судят и об отметках.")
    ] = None,
    report: Report = None,
) -> None:
    """Измерить задания и учеников: Раш, PCM, 2PL, 3PL, GPCM, GRM; надёжность и согласие."""
    from objektiv.analysis.measuring import measure_file

    found = measure_file(
        file,
        model,
        items=names(items),
        ids=names(ids),
        fix_variance=fix_variance,
        out=out,
        persons=persons,
        work=work,
    )
    if report is not None:
        from objektiv.analysis.measuring_pages import measure_html

        _page(report, measure_html(found, files=[file.name]))
    print(f"Измерено: учеников {found.n}, заданий {len(found.items)}. {out}")
    _say(found.notes)


@app.command()
def link(
    old: Annotated[Path, typer.Argument(help="Прежнее измерение, JSON.", metavar="СТАРОЕ")],
    new: Annotated[Path, typer.Argument(help="Новое измерение, JSON.", metavar="НОВОЕ")],
    out: Annotated[Path, typer.Option(help="Файл JSON.", metavar="ФАЙЛ")],
    method: Annotated[LinkMethod, typer.Option(help="Способ.")] = "stocking-lord",
    report: Report = None,
) -> None:
    """Связать шкалы двух измерений по общим заданиям: стали ли лучше ученики, а не задания."""
    from objektiv.analysis.linking import link_files

    found = link_files(old, new, method=method, out=out)
    if report is not None:
        from objektiv.analysis.linking_pages import link_html

        _page(report, link_html(found, files=[old.name, new.name]))
    _say(found.sentences)


@app.command()
def equate(
    form_x: Annotated[Path, typer.Argument(help="Результаты первой работы.", metavar="ПЕРВАЯ")],
    form_y: Annotated[Path, typer.Argument(help="Результаты второй работы.", metavar="ВТОРАЯ")],
    method: Annotated[EquateMethod, typer.Option(help="Способ.")] = "equipercentile",
    weight: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Вес первой группы в общей совокупности.")
    ] = 0.5,
    external_anchor: Annotated[
        bool, typer.Option("--external-anchor", help="Общие задания не входят в балл.")
    ] = False,
    seed: Seed = 2026,
    out: Annotated[
        Path | None, typer.Option(help="Файл CSV: score, equivalent, se.", metavar="ФАЙЛ")
    ] = None,
    report: Report = None,
) -> None:
    """Перевести баллы одной работы в баллы другой, со стандартной ошибкой."""
    from objektiv.analysis.linking import equate_files, equate_words

    found = equate_files(
        form_x,
        form_y,
        method=method,
        weight=weight,
        external_anchor=external_anchor,
        seed=seed,
        out=out,
    )
    if report is not None:
        from objektiv.analysis.linking_pages import equate_html

        _page(report, equate_html(found, files=[form_x.name, form_y.name]))
    print(equate_words(found))


@app.command()
def compare(
    file: Annotated[Path, typer.Argument(help="Таблица результатов.", metavar="ФАЙЛ")],
    internal: Annotated[str, typer.Option(help="Столбец внутренней оценки.")],
    external: Annotated[str, typer.Option(help="Столбец внешней оценки.")],
    school: Annotated[str, typer.Option(help="Столбец школы.")],
    out: Annotated[Path, typer.Option(help="Файл JSON.", metavar="ФАЙЛ")],
    group: Annotated[str | None, typer.Option(help="Столбец группы (учителя, класса).")] = None,
    report: Report = None,
) -> None:
    """Сравнить внутреннюю оценку с внешней: связь, разрыв, школы."""
    from objektiv.analysis.comparing import compare_file

    found = compare_file(
        file, internal=internal, external=external, school=school, group=group, out=out
    )
    if report is not None:
        from objektiv.analysis.comparing_pages import compare_html

        page = compare_html(found, internal=internal, external=external, files=[file.name])
        _page(report, page)
    _say(found.sentences)
