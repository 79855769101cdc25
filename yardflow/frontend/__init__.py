"""How the built pages differ from what Reflex would build by itself."""

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


class SameOriginSocket(Plugin):
    """Lets one build serve every host and port.

    Reflex compiles the backend's port into the pages; here page, socket and API share one origin,
    so the socket goes wherever the page came from.
    """

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](
            "utils/state.js",
            lambda source: _exchange(
                source, _REFLEX_TAKES_THE_BUILT_PORT, _WE_TAKE_THE_PAGE_S_PORT
            ),
        )


class OnlyOurPalettes(Plugin):
    """Leaves the palettes that nothing uses out of the stylesheet. Goes after Tailwind's plugin."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](
            "styles/tailwind.css",
            lambda source: _exchange(source, _ALL_OF_RADIX, _OUR_PART_OF_RADIX),
        )


def _exchange(source: str, theirs: str, ours: str) -> str:
    if ours in source:
        return source
    if theirs not in source:
        raise RuntimeError("Reflex builds this another way now: see yardflow/frontend.py")
    return source.replace(theirs, ours)
