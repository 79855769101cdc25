"""``python -m bench``: measures, prints a table, writes ``bench/results.json``."""

import importlib
import json
import os
import pkgutil
import sys
import time
from pathlib import Path
from typing import Any

import bench
from bench.figures import Figure

RESULTS = Path(__file__).with_name("results.json")
COLUMNS = ("name", "value", "unit", "floor", "ratio", "goal", "ok")


def main() -> int:
    only = os.environ.get("ONLY", "")
    names = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    modules = [importlib.import_module(f"bench.{name}") for name in names if name != "__main__"]
    chosen = [
        module for module in modules if hasattr(module, "measure") and only in module.__name__
    ]
    if not chosen:
        print(f"There is no benchmark called {only}: {', '.join(names)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for module in chosen:
        began = time.monotonic()
        print(f"▸ {module.__name__.removeprefix('bench.')}", end=" ", flush=True)
        figures += module.measure()
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
    rows = [figure.row() for figure in figures]
    print(f"\n{table(rows)}")
    write(rows, keep_others=bool(only))
    return 0 if all(figure.ok for figure in figures) else 1


def table(rows: list[dict[str, Any]]) -> str:
    """The figures for a person."""
    shown = [COLUMNS, *([_cell(row[column]) for column in COLUMNS] for row in rows)]
    widths = [max(len(line[i]) for line in shown) for i in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
             for line in shown]  # fmt: skip
    return "\n".join([lines[0], "─" * len(lines[0]), *lines[1:]])


def write(rows: list[dict[str, Any]], keep_others: bool) -> None:
    """Keeps what was measured, and with ``ONLY`` what was measured before beside it."""
    fresh = {row["name"] for row in rows}
    before = json.loads(RESULTS.read_text()) if keep_others and RESULTS.exists() else []
    kept = [row for row in before if row["name"] not in fresh]
    RESULTS.write_text(json.dumps([*kept, *rows], indent=2, ensure_ascii=False) + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:,}" if isinstance(value, float | int) else str(value)


if __name__ == "__main__":
    sys.exit(main())
