"""How the built pages differ from what Reflex would build by itself."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

# Radix ships 31 palettes, each some 1 KB of every first load. A test holds that no other is used.
PALETTES = (
    "gray",
    "slate",
    "indigo",
    "blue",
    "cyan",
    "green",
    "orange",
    "red",
    "violet",
)
_REFLEX_TAKES_THE_BUILT_PORT = """    endpoint.hostname = frontend_hostname;
"""
_WE_TAKE_THE_PAGE_S_PORT = """    endpoint.hostname = frontend_hostname;
    endpoint.port = window.location.port;
"""
_ALL_OF_RADIX = '@import "@radix-ui/themes/styles.css" layer(components);\n'
_OUR_PART_OF_RADIX = "".join(
    f'@import "@radix-ui/themes/{sheet}.css" layer(components);\n'
    for sheet in (
        *(f"tokens/colors/{name}" for name in PALETTES),
        "tokens/base",  # after the palettes: it makes slate the gray
        "components",
        "utilities",
    )
)
_STYLES = "only_shown_styles.js"
_TAILWIND = '  "@tailwindcss/postcss": {},\n'
_CHUNKS = "          groups: [\n"
_ICONS = """            { test: /node_modules.lucide-react/, name: "icons" },
"""
_ANOTHER_WAY = "Reflex builds this another way now: see yardflow/frontend/"
_NAMESPACE = re.compile(r'import \* as (\w+) from "[^"\n]+";')


class SameOriginSocket(Plugin):
    """Lets one build serve every host and port.

    Reflex compiles the backend's port into the pages; here page, socket and API share one origin,
    so the socket goes wherever the page came from.
    """

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](
            "utils/state.js",
            partial(_exchange, theirs=_REFLEX_TAKES_THE_BUILT_PORT, ours=_WE_TAKE_THE_PAGE_S_PORT),
        )


class OnlyWhatIsShown(Plugin):
    """Leaves out of every first load what no page shows. Goes after Tailwind's plugin.

    Palettes and styles of Radix, and all that its scripts could do beyond what pages import:
    Reflex keeps whole libraries for components that a server would send as source, which the
    content policy forbids. The icons are one file, as most are smaller than an answer's headers.
    """

    def pre_compile(self, **context: Any) -> None:
        modify = context["add_modify_task"]
        for file, theirs, ours in (
            ("styles/tailwind.css", _ALL_OF_RADIX, _OUR_PART_OF_RADIX),
            ("postcss.config.js", _TAILWIND, f'{_TAILWIND}  "./{_STYLES}": {{}},\n'),
            ("vite.config.js", _CHUNKS, _CHUNKS + _ICONS),
        ):
            modify(file, partial(_exchange, theirs=theirs, ours=ours))
        modify("app/root.jsx", _without_namespaces)

    def get_static_assets(self, **context: Any) -> Sequence[tuple[Path, str]]:
        return [(Path(_STYLES), (Path(__file__).parent / _STYLES).read_text())]


def _exchange(source: str, theirs: str, ours: str) -> str:
    if ours in source:
        return source
    if theirs not in source:
        raise RuntimeError(_ANOTHER_WAY)
    return source.replace(theirs, ours)


def _without_namespaces(source: str) -> str:
    if not _NAMESPACE.search(source):
        raise RuntimeError(_ANOTHER_WAY)
    return _NAMESPACE.sub(r"const \1 = undefined;", source)
