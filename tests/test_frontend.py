"""What the pages are built from."""

import ast
import re
from pathlib import Path

import pytest

from yardflow import frontend

ROOT = Path(__file__).resolve().parents[1]
OTHERS = (
    "amber",
    "bronze",
    "brown",
    "crimson",
    "gold",
    "grass",
    "iris",
    "jade",
    "lime",
    "mauve",
    "mint",
    "olive",
    "pink",
    "plum",
    "purple",
    "ruby",
    "sage",
    "sand",
    "sky",
    "teal",
    "tomato",
    "yellow",
)


def test_no_page_uses_a_palette_that_is_not_built_in() -> None:
    named = re.compile(
        rf"""--({"|".join(OTHERS)})-a?\d|(?:color\(|color_scheme=)["']({"|".join(OTHERS)})["']"""
    )
    sources = [
        *(ROOT / "yardflow" / "pages").rglob("*.py"),
        *(ROOT / "yardflow" / "components").rglob("*.py"),
        ROOT / "assets" / "yardflow.css",
    ]
    used = {path.name: named.findall(path.read_text()) for path in sources}
    assert {name: words for name, words in used.items() if words} == {}


def test_no_page_gives_radix_another_width() -> None:
    """Its rules for them aren't built in: ours and Tailwind's are."""
    sources = (ROOT / "yardflow").rglob("*.py")
    assert [path.name for path in sources if "breakpoints(" in path.read_text()] == []


def test_a_day_is_chosen_in_our_own_calendar_everywhere() -> None:
    native = re.compile(r"""type["']?[=:]\s*["'](date|datetime-local|month|week)["']""")
    folders = (ROOT / "yardflow" / "pages", ROOT / "yardflow" / "components")
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    assert [path.name for path in sources if native.search(path.read_text())] == []


def test_the_letters_of_european_and_vietnamese_names_are_in_a_font_that_is_there() -> None:
    styles = (ROOT / "assets" / "yardflow.css").read_text()
    faces = re.findall(r'url\("(/fonts/[^"]+)"\).*?unicode-range:([^;]+);', styles, re.DOTALL)
    covered: set[int] = set()
    for path, ranges in faces:
        assert (ROOT / f"assets{path}").read_bytes()[:4] == b"wOF2", path
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges):
            covered |= set(range(int(first, 16), int(last or first, 16) + 1))
    names = (
        "Ciepła Łukasz Şahin Dvořák Őri Ștefan Þóra Ħal Æsa Œuf Straße ẞ Nguyễn Phạm Đặng Ưng Ơn"
    )
    assert [letter for letter in names + names.upper() if ord(letter) not in covered] == []


def test_a_reflex_that_builds_another_way_stops_the_build() -> None:
    with pytest.raises(RuntimeError, match="another way"):
        frontend._exchange("something else", "theirs", "ours")
    with pytest.raises(RuntimeError, match="another way"):
        frontend._without_namespaces('import { jsx } from "@emotion/react";')


def test_our_change_is_made_once() -> None:
    once = frontend._exchange("a theirs b", "theirs", "ours")
    assert once == "a ours b"
    assert frontend._exchange(once, "theirs", "ours") == once


def test_every_icon_is_one_that_exists() -> None:
    from reflex_components_lucide.icon import LUCIDE_ICON_LIST

    known = {name.replace("_", "-") for name in LUCIDE_ICON_LIST}
    used = set()
    for path in (ROOT / "yardflow").rglob("*.py"):
        used |= set(re.findall(r"""(?:rx\.icon\(|icon=)["']([a-z0-9-]+)["']""", path.read_text()))
    assert used - known == set()


def test_no_page_brings_reflex_s_own_upload() -> None:
    """It would open a route without login or limit."""
    for path in (ROOT / "yardflow").rglob("*.py"):
        assert "rx.upload" not in path.read_text(), path


def test_each_form_that_takes_a_file_says_how_large_it_may_be() -> None:
    """The script knows no limit of its own: it would let a file be sent that is refused."""
    uploads = {
        path for path in (ROOT / "yardflow").rglob("*.py") if 'data-upload"' in path.read_text()
    }
    assert uploads == {ROOT / "yardflow/components/kit/drop_zone.py"}
    assert "1024" not in (ROOT / "assets/upload.js").read_text()


def test_a_number_is_not_compared_as_if_casting_made_it_a_text():
    """``.to(str)`` says what a value is and changes nothing: 1 is never "1" in a browser."""
    compared = [
        f"{path}:{node.lineno}"
        for path in (ROOT / "yardflow").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare)
        and any(
            ast.unparse(side).endswith((".id.to(str)", ".number.to(str)"))
            for side in (node.left, *node.comparators)
        )
    ]
    assert compared == []
