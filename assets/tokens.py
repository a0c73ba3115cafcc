"""Write static/tokens.css: the colours of the charts are the colours of the pages.

.venv/bin/python assets/tokens.py
"""

from pathlib import Path

from objektiv.charts.theme import COLOURS

TARGET = Path(__file__).parents[1] / "src/objektiv/web/static/tokens.css"


def sheet() -> str:
    light = "".join(f"  --{role}: {value};\n" for role, (value, _) in COLOURS.items())
    dark = "".join(f"  --{role}: {value};\n" for role, (_, value) in COLOURS.items())
    indented = "".join(f"  {line}\n" for line in dark.splitlines())
    return (
        "/* Made by assets/tokens.py from objektiv.charts.theme; do not edit. */\n"
        f":root {{\n  color-scheme: light;\n{light}}}\n"
        "@media screen {\n"
        f'  :root[data-theme="dark"] {{\n    color-scheme: dark;\n{indented}  }}\n'
        "}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        f"  :root:not([data-theme]) {{\n    color-scheme: dark;\n{indented}  }}\n"
        "}\n"
    )


if __name__ == "__main__":
    TARGET.write_text(sheet(), encoding="utf-8")
