"""`objektiv …`: thin commands over `objektiv.analysis`; messages are in Russian.

Exit status: 0 done; 1 the input is at fault; 2 wrong usage. Everything slow is imported
inside the command that needs it, so that `objektiv --help` answers at once. One file for each
kind of commands; `--help` lists them in the order of the imports below.
"""

from __future__ import annotations

import gc
import sys

import typer

from objektiv.cli import results  # isort: skip
from objektiv.cli import measurement  # isort: skip
from objektiv.cli import marks  # isort: skip
from objektiv.cli import documents  # isort: skip
from objektiv.cli import planning  # isort: skip
from objektiv.cli import sealing  # isort: skip
from objektiv.cli import server  # isort: skip
from objektiv.cli.app import app

__all__ = [
    "app",
    "documents",
    "main",
    "marks",
    "measurement",
    "planning",
    "results",
    "sealing",
    "server",
]


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
