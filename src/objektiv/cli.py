"""`objektiv …`: thin commands over `objektiv.analysis`; messages are in Russian.

Exit status: 0 done; 1 the input is at fault; 2 wrong usage. Everything slow is imported
inside the command that needs it, so that `objektiv --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    help="Объектив: насколько можно доверять результатам школьных работ и что из них следует.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Files = Annotated[
    list[Path], typer.Argument(help="Файлы результатов: Ф1 или широкая таблица.", metavar="ФАЙЛ…")
]
WorkFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--work", help="Описание работы, work.toml. Можно повторять: по работе.", metavar="ФАЙЛ"
    ),
]
Same = Annotated[
    list[str] | None,
    typer.Option(
        "--same",
        help="Ответ на вопрос о школе: «название в файле=логин или название». Можно повторять.",
        metavar="ТЕКСТ",
    ),
]
Engine = Literal["local", "spark"]
Model = Literal["rasch-cml", "rasch", "pcm", "2pl", "3pl", "gpcm", "grm"]
LinkMethod = Literal["mean-sigma", "stocking-lord", "haebara"]
EquateMethod = Literal[
    "mean", "linear", "equipercentile", "tucker", "levine", "chained", "frequency-estimation"
]
Form = Literal["f1", "csv", "parquet"]
Report = Annotated[
    Path | None, typer.Option("--report", help="Страница HTML с рисунками.", metavar="ФАЙЛ")
]
Seed = Annotated[int, typer.Option(help="Число, от которого зависят случайные выборки.")]


def main() -> None:
    """Run a command; whatever goes wrong ends in one Russian sentence, never a traceback."""
    from objektiv.analysis.refusal import Refused

    # Results are millions of small objects without cycles: looking through them is in vain.
    gc.set_threshold(200_000, 50, 50)
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except typer.TyperException as error:
        print(_usage(error), file=sys.stderr)
        sys.exit(error.exit_code)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(1)
    except (BrokenPipeError, KeyboardInterrupt, typer.Abort):
        sys.exit(1)
    except MemoryError:
        print("Не хватило памяти: разберите файлы по частям.", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        place = f" «{error.filename}»" if error.filename else ""
        print(f"Не удалось прочитать или записать{place}: {_reason(error)}.", file=sys.stderr)
        sys.exit(1)


def _names(text: str) -> list[str]:
    """Names separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _say(sentences: Iterable[str]) -> None:
    print("\n".join(sentences))


def _page(path: Path, text: str) -> None:
    """Write a page whole."""
    from objektiv.analysis.output import whole_file

    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8")


def _usage(error: typer.TyperException) -> str:
    """Wrong usage in Russian, with where to read how it is right."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.format_message()
    context = getattr(error, "ctx", None)
    hint = f"Как правильно: {context.command_path if context else 'objektiv'} --help"
    param = getattr(error, "param", None)
    name = getattr(error, "param_hint", None) or (param.get_error_hint() if param else "")
    if kind == "NoSuchOption":
        said = f"Нет параметра {error.option_name}."  # type: ignore[attr-defined]
    elif kind == "BadOptionUsage":
        said = f"У параметра {error.option_name} не указано значение."  # type: ignore[attr-defined]
    elif kind == "MissingParameter":
        said = f"Не указано обязательное: {name}."
    elif kind == "BadParameter":
        own = error.message if _is_russian(error.message) else ""
        said = f"Неверное значение {name}{': ' + own if own else ''}."
    else:
        said = error.message if _is_russian(error.message) else "Такой команды нет."
    return f"{said} {hint}"


def _is_russian(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.lower())


def _reason(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "такого файла или папки нет",
        PermissionError: "нет прав доступа",
        IsADirectoryError: "это папка, а нужен файл",
        NotADirectoryError: "это файл, а нужна папка",
    }
    if error.errno == 28:  # ENOSPC
        return "на диске не осталось места"
    return reasons.get(type(error), error.strerror or "ошибка ввода-вывода")


@app.command()
def check(files: Files, work: WorkFiles = None, same: Same = None) -> None:
    """Проверить файлы: что понято и все замечания сразу. Ничего не записывается."""
    from objektiv.analysis.reading import check_files

    text, accepted = check_files(files, works=work or [], same=same or [])
    print(text)
    raise typer.Exit(0 if accepted else 1)


@app.command()
def analyse(
    files: Files,
    out: Annotated[Path, typer.Option(help="Папка для результата.", metavar="ПАПКА")],
    work: WorkFiles = None,
    same: Same = None,
    engine: Annotated[Engine, typer.Option(help="Чем считать.")] = "local",
    master: Annotated[str | None, typer.Option(help="Адрес кластера Spark.")] = None,
    seed: Seed = 2026,
) -> None:
    """Разобрать результаты: таблицы, выводы, отчёт и рекомендации школам."""
    from objektiv.analysis import analyse as run
    from objektiv.analysis.progress import terminal_progress

    with terminal_progress() as progress:
        result = run(
            files,
            works=work or [],
            same=same or [],
            out=out,
            engine=engine,
            master=master,
            seed=seed,
            progress=progress,
            processes=os.cpu_count() or 1,
        )
    for warning in result.warnings:
        print(warning, file=sys.stderr)
    print(result.summary)


@app.command()
def simulate(
    out: Annotated[Path, typer.Option(help="Папка для результата.", metavar="ПАПКА")],
    schools: Annotated[int, typer.Option(min=1, help="Сколько школ.")] = 25,
    seed: Seed = 2026,
    manipulated: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Доля школ с искажёнными результатами.")
    ] = 0.1,
    kinds: Annotated[
        str, typer.Option(help="Виды искажений через запятую; пусто — все.", metavar="A,B")
    ] = "",
    form: Annotated[Form, typer.Option("--format", help="В каком виде файлы.")] = "csv",
) -> None:
    """Создать кампанию с известной правдой: результаты, work.toml и truth.csv."""
    from objektiv.analysis.simulating import simulate_to

    simulate_to(
        out,
        schools=schools,
        seed=seed,
        manipulated=manipulated,
        kinds=_names(kinds),
        form=form,
    )
    print(f"Записано в {out}")


@app.command()
def recheck(
    findings: Annotated[Path, typer.Argument(help="Папка, которую записала objektiv analyse.")],
    out: Annotated[Path, typer.Option(help="Файл CSV для результата.", metavar="ФАЙЛ")],
    share: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Доля работ; обычно 0.07.")
    ] = None,
    works: Annotated[int | None, typer.Option(min=1, help="Сколько работ.")] = None,
    second: Annotated[
        Path | None,
        typer.Option(help="Заполненная выборка (столбец second_score): записать итог."),
    ] = None,
    seed: Seed = 2026,
) -> None:
    """Выбрать работы для второй, слепой проверки; с --second — подвести её итог."""
    from objektiv.analysis.rechecking import recheck_to

    if share is not None and works is not None:
        raise typer.BadParameter("укажите что-то одно: --share или --works", param_hint="--works")
    print(recheck_to(findings, out, share=share, works=works, seed=seed, second=second))


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
        items=_names(items),
        ids=_names(ids),
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


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Папка демонстрации.", metavar="ПАПКА")] = Path(
        "demo-data"
    ),
    seed: Seed = 2026,
) -> None:
    """Собрать демонстрационный район из 25 выдуманных школ и разобрать его результаты."""
    from objektiv.analysis.demonstration import demonstrate
    from objektiv.analysis.progress import terminal_progress

    with terminal_progress() as progress:
        result = demonstrate(out, seed=seed, progress=progress, processes=os.cpu_count() or 1)
    print(result.summary)


@app.command()
def serve(
    folder: Annotated[Path, typer.Argument(help="Папка с report.html.", metavar="ПАПКА")] = Path(
        "demo-data/report"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Порт.")] = 8000,
) -> None:
    """Открыть отчёт в браузере на этом компьютере: http://127.0.0.1:8000."""
    from objektiv.analysis.serving import serve_folder

    serve_folder(folder, port)


if __name__ == "__main__":
    main()
