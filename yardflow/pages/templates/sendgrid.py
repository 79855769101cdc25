"""SendGrid's side of templates: the card of a twin, and the dialog that imports one."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import select_field
from yardflow.services.sequences.templates.variables import VARIABLES
from yardflow.state.templates.sendgrid import (
    NAME,
    OMIT,
    DifferenceItem,
    SendGridImportState,
    SendGridState,
)

state, importing = SendGridState, SendGridImportState
_GROUPS = {"contact": "Contact", "account": "Account", "event": "Event", "sender": "Sender"}
_VARIABLES = [
    ("", "Choose a variable"),
    (OMIT, "Omit it"),
    *[
        (each.name, ": ".join(filter(None, [_GROUPS.get(each.group, ""), each.label])))
        for each in VARIABLES
    ],
]


def sendgrid_card() -> rx.Component:
    """How the template and its twin differ, and the two ways to make them equal."""
    return rx.cond(
        state.linked | state.me.is_admin,
        card(
            rx.cond(state.linked, _twin(), _alone()),
            rx.cond(
                state.failure != "",
                rx.el.p(state.failure, class_name="yf-error text-[13px] pt-2"),
            ),
            title="SendGrid",
            actions=rx.cond(
                state.linked,
                rx.fragment(
                    button("Compare again", size="small", busy=state.busy, on_click=state.compare),
                    button("Unlink", size="small", on_click=state.unlink),
                ),
            ),
        ),
    )


def import_button() -> rx.Component:
    """Opens the dialog."""
    return button("Import from SendGrid", icon="download", on_click=importing.ask)


def import_dialog() -> rx.Component:
    """Which of SendGrid's templates to import."""
    return dialog(
        "Import from SendGrid",
        rx.form(
            rx.el.div(
                rx.cond(
                    importing.offers.length() > 0,
                    select_field(
                        "Dynamic template",
                        "offer",
                        importing.offers,
                        on_change=importing.choose,
                    ),
                    rx.el.p(
                        rx.cond(
                            importing.busy,
                            "Asking SendGrid…",
                            "SendGrid has no dynamic template that isn't here already.",
                        ),
                        class_name="yf-muted",
                    ),
                ),
                _naming(importing.unnamed),
                rx.el.div(_sentences(importing.problems), role="alert"),
                class_name="flex flex-col gap-3",
            ),
            dialog_actions(
                button("Cancel", on_click=importing.close(False)),
                submit("Import", busy=importing.busy, disabled=importing.offers.length() == 0),
            ),
            on_submit=importing.take,
        ),
        open=importing.is_open,
        on_open_change=importing.close,
        description="Its active version becomes a template that stays linked to it.",
    )


def _alone() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Other programs can send this template once SendGrid has it.", class_name="yf-hint"
        ),
        button("Add to SendGrid", size="small", busy=state.busy, on_click=state.push),
        class_name="flex flex-wrap items-center justify-between gap-3",
    )


def _twin() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.match(
                state.standing,
                ("", rx.cond(state.busy, rx.el.p("Asking SendGrid…", class_name="yf-hint"))),
                ("same", badge("Same in both", "green", dot=True)),
                ("changed_here", badge("Changed here", "orange", dot=True)),
                ("changed_there", badge("Changed in SendGrid", "orange", dot=True)),
                ("changed_both", badge("Changed in both", "orange", dot=True)),
                badge("Not in SendGrid", "red", dot=True),
            ),
            role="status",
        ),
        rx.foreach(state.differences, _difference),
        rx.cond(
            state.unnamed.length() > 0,
            rx.form(
                _naming(state.unnamed),
                rx.el.div(
                    submit("Save and compare", busy=state.busy), class_name="flex justify-end"
                ),
                on_submit=state.name,
                custom_attrs={"data-kept": "names"},
                class_name="flex flex-col gap-3",
            ),
            _sentences(state.not_here),
        ),
        _sentences(state.not_there),
        rx.cond(
            (state.standing != "") & (state.standing != "same"),
            rx.el.div(
                rx.cond(
                    (state.differences.length() > 0) & (state.not_here.length() == 0),
                    button("Use SendGrid's", size="small", busy=state.busy, on_click=state.pull),
                ),
                rx.cond(
                    state.me.is_admin & (state.not_there.length() == 0),
                    button("Update SendGrid", size="small", busy=state.busy, on_click=state.push),
                ),
                class_name="flex flex-wrap justify-end gap-2",
            ),
        ),
        class_name="flex flex-col gap-3",
    )


def _naming(names: rx.Var[list[str]]) -> rx.Component:
    """A choice of the variable that each of these names of theirs is."""
    return rx.cond(
        names.length() > 0,
        rx.el.fieldset(
            rx.el.legend("Choose a variable for each name", class_name="yf-label mb-1.5"),
            rx.el.div(
                rx.foreach(
                    names,
                    lambda name: select_field(
                        name, rx.Var.create(NAME) + name, _VARIABLES, required=True
                    ),
                ),
                class_name="flex flex-col gap-3",
            ),
        ),
    )


def _difference(each: DifferenceItem) -> rx.Component:
    return rx.el.div(
        _side(f"{each.part} here", each.here),
        _side(f"{each.part} in SendGrid", each.there),
        class_name="grid grid-cols-1 sm:grid-cols-2 gap-3",
    )


def _side(label: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.p(label, class_name="yf-hint"),
        rx.el.pre(
            text,
            class_name="yf-email-text max-h-[240px] overflow-y-auto",
            tab_index=0,
            aria_label=label,
        ),
        class_name="min-w-0",
    )


def _sentences(texts: rx.Var[list[str]]) -> rx.Component:
    return rx.cond(
        texts.length() > 0,
        rx.el.ul(
            rx.foreach(texts, lambda text: rx.el.li(text, class_name="py-1")),
            class_name="yf-error text-[13px] [overflow-wrap:anywhere]",
        ),
    )
