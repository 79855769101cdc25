"""Reflex settings: what the framework needs to know at build time and at start."""

import reflex as rx

from yardflow.config import settings
from yardflow.frontend import OnlyWhatIsShown, SameOriginSocket

config = rx.Config(
    app_name="yardflow",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="system",
    transport="websocket",
    # Reflex allows every origin with credentials unless told otherwise.
    cors_allowed_origins=settings().origins,
    trusted_proxy_hops=settings().trusted_proxy_hops,
    # State lives in the process that holds the tab's socket, so that pages keep working while
    # Redis is away; REFLEX_STATE_MANAGER_MODE=redis and REFLEX_REDIS_URL share it among several.
    state_manager_mode="memory",
    frontend_compression_formats=["brotli", "gzip"],
    disable_plugins=[rx.plugins.SitemapPlugin],
    plugins=[
        rx.plugins.RadixThemesPlugin(
            theme=rx.theme(
                accent_color="indigo",
                gray_color="slate",
                radius="medium",
                panel_background="solid",
                scaling="95%",
            )
        ),
        rx.plugins.TailwindV4Plugin(),
        SameOriginSocket(),
        OnlyWhatIsShown(),
    ],
)
