"""What a page shows in place of its content: loading, empty, failed, in progress."""

from typing import Any, Literal

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData

from yardflow.components.kit.buttons import button, button_link

# The name and address of the list that a record belongs to.
Back = tuple[str, str | rx.Var[str]]
_BROWSER_PATH: rx.Var[str] = rx.Var(
    "browserPath",
    _var_type=str,
    _var_data=VarData(
        imports={"react-router": [ImportVar(tag="useLocation")]},
        hooks={"const { pathname: browserPath } = useLocation()": None},
    ),
)


def empty_state(
    icon: str, title: str | rx.Var[str], text: str | rx.Var[str], *actions: rx.Component
) -> rx.Component:
    """Why there is nothing here, and what to do about it."""
    return rx.el.div(
        rx.el.div(rx.icon(icon, size=18), class_name="yf-empty-icon"),
        rx.el.h2(title),
        rx.el.p(text),
        rx.el.div(*actions, class_name="flex flex-wrap justify-center gap-2 mt-3")
        if actions
        else None,
        class_name="yf-empty",
    )


def no_matches(noun: str, on_clear: Any, *, searched: bool) -> rx.Component:
    """The filters of a list leave nothing, and its search, where it is ``searched``; ``noun`` is
    the plural of what it lists.
    """
    return empty_state(
        "search-x",
        f"No matching {noun}",
        "Try fewer words or other filters." if searched else "Try other filters.",
        button("Clear search and filters" if searched else "Clear filters", on_click=on_clear),
    )


def error_state(message: rx.Var[str], on_retry: Any) -> rx.Component:
    """The page could not be read; ``message`` says why, one button tries again."""
    retry = button("Try again", icon="rotate-cw", on_click=on_retry)
    return _failed("circle-alert", "Couldn't load this page", message, retry)


def missing_state(noun: str, back: Back) -> rx.Component:
    """The record, called ``noun``, does not exist; a button leads ``back`` to its list."""
    leave = button_link(f"Back to {back[0].lower()}", back[1])
    return _failed("search-x", f"{noun} not found", "It may have been deleted.", leave)


def loading_rows(count: int = 8) -> rx.Component:
    """Bones of a table or list while the first answer is on its way."""
    return _loading(
        *[
            rx.el.div(
                _bone("26px", "26px"),
                _bone(f"{24 + (index * 7) % 16}%"),
                _bone(f"{14 + (index * 5) % 10}%"),
                rx.el.div(_bone("64px"), class_name="ml-auto"),
                class_name="flex items-center gap-4 h-11 px-4",
            )
            for index in range(count)
        ]
    )


def loading_tiles(count: int = 4) -> rx.Component:
    """Bones of a row of tiles."""
    return _loading(
        rx.el.div(
            *[
                rx.el.div(_bone("50%"), _bone("35%", "26px"), class_name="yf-card yf-stat gap-3!")
                for _ in range(count)
            ],
            class_name="grid grid-cols-2 xl:grid-cols-4 gap-3",
        )
    )


def loading_lines(count: int = 5) -> rx.Component:
    """Bones of a card of text or facts."""
    return _loading(
        rx.el.div(
            *[_bone(f"{50 + (index * 17) % 40}%") for index in range(count)],
            class_name="flex flex-col gap-4 p-4",
        )
    )


def loaded_or(
    loaded: rx.Var[bool],
    problem: rx.Var[str],
    on_retry: Any,
    loading: rx.Component,
    content: rx.Component,
) -> rx.Component:
    """The content once it is there, its bones before, the reason when it could not be read.

    Goes with the state mixin `yardflow.state.loading.Loading`.
    """
    failed = error_state(problem, on_retry)
    return rx.cond(problem != "", failed, rx.cond(loaded, content, loading))


def record_or(
    state: Any, noun: str, back: Back, loading: rx.Component, content: rx.Component
) -> rx.Component:
    """`loaded_or` for the page of one record, called ``noun``, which may not exist.

    ``state`` mixes in `yardflow.state.loading.Loading` and has a handler ``load``. From one record
    to the next of its kind the browser is there before the server: until the next is read, nothing
    can be pressed in what still shows the one before.
    """
    settled = rx.el.div(content, inert=state.loaded_path != _BROWSER_PATH)
    shown = loaded_or(state.loaded, state.problem, state.load, loading, settled)
    return rx.cond(state.gone, missing_state(noun, back), shown)


def progress_bar(
    name: str | rx.Var[str],
    percent: rx.Var[int],
    *,
    tone: Literal["accent", "red", "green", "gray"] | rx.Var = "accent",
) -> rx.Component:
    """How far something is, 0 to 100; ``name`` says what to a screen reader."""
    return rx.el.div(
        rx.el.div(style={"width": f"{percent}%"}),
        role="progressbar",
        aria_label=name,
        aria_valuemin=0,
        aria_valuemax=100,
        aria_valuenow=percent,
        class_name="yf-progress",
        custom_attrs={"data-tone": tone},
    )


def _failed(icon: str, title: str, text: str | rx.Var[str], action: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.icon(icon, size=18), class_name="yf-empty-icon"),
        rx.el.h2(title),
        rx.el.p(text),
        rx.el.div(action, class_name="mt-3"),
        role="alert",
        class_name="yf-empty",
    )


def _loading(*bones: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading", class_name="yf-hidden-text"),
        *bones,
        aria_busy="true",
        role="status",
    )


def _bone(width: str, height: str = "12px") -> rx.Component:
    return rx.el.div(class_name="yf-bone", style={"width": width, "height": height})
