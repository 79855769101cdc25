"""What the build drops of scripts and style sheets, and what it has to keep."""

import re
from pathlib import Path

import pytest

from yardflow.launch.build import PAGES

pytestmark = pytest.mark.browser
RADIX = PAGES.parents[1] / "node_modules" / "@radix-ui" / "themes"


def classes(*files: Path) -> set[str]:
    return {name for file in files for name in re.findall(r"\brt-[A-Z]\w*", file.read_text())}


def sheets() -> str:
    return "".join(file.read_text() for file in (PAGES / "assets").glob("*.css"))


def test_what_scripts_show_of_radix_is_styled_and_nothing_else() -> None:
    styled = classes(RADIX / "components.css")
    asked_for = classes(PAGES.parents[1] / "utils" / "state.js")  # by Reflex, if there are any
    shown = classes(*PAGES.rglob("*.js")) - asked_for
    built = classes(*(PAGES / "assets").glob("*.css"))
    assert {"rt-BaseDialogContent", "rt-PopoverContent", "rt-Spinner"} <= shown & styled <= built
    assert {"rt-TableRoot", "rt-Button"} & (shown | built) == set()
    assert sheets().count(r"\:rt-r-") == 0


def test_what_pages_show_at_one_width_alone_is_styled() -> None:
    scripts = "".join(file.read_text() for file in PAGES.rglob("*.js"))
    named = set(re.findall(r"(?<![\w:-])(?:max-)?(?:sm|md|lg|xl):[a-z][\w-]*(?=[ \"'`])", scripts))
    assert {"sm:hidden", "max-sm:hidden"} <= named
    built = sheets()
    assert {name for name in named if "." + name.replace(":", "\\:") not in built} == set()
