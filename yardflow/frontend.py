"""How the built pages differ from what Reflex would build by itself."""

from typing import Any

from reflex_base.plugins import Plugin

_REFLEX_TAKES_THE_BUILT_PORT = """    endpoint.hostname = frontend_hostname;
"""
_WE_TAKE_THE_PAGE_S_PORT = """    endpoint.hostname = frontend_hostname;
    endpoint.port = window.location.port;
"""


class SameOriginSocket(Plugin):
    """Lets one build serve every host and port.

    Reflex compiles the backend's port into the pages; here page, socket and API share one origin,
    so the socket goes wherever the page came from.
    """

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("utils/state.js", _socket_follows_the_page)


def _socket_follows_the_page(source: str) -> str:
    if _WE_TAKE_THE_PAGE_S_PORT in source:
        return source
    if _REFLEX_TAKES_THE_BUILT_PORT not in source:
        raise RuntimeError("Reflex builds its socket address another way now: see SameOriginSocket")
    return source.replace(_REFLEX_TAKES_THE_BUILT_PORT, _WE_TAKE_THE_PAGE_S_PORT)
