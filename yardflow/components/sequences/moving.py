"""That people are on an older version of a sequence, and the dialog that moves them."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.links import text_link
from yardflow.components.kit.times import moment
from yardflow.state.sequences.moving import MoveGroup, MovePerson, MovingState

state = MovingState


def moving_notice() -> rx.Component:
    """Nothing where everyone is on the published version; its page has to call
    `MovingState.load`.
    """
    return rx.cond(
        state.waiting != "",
        callout(
            "git-branch",
            "gray",
            rx.el.div(
                rx.el.span(state.waiting),
                rx.cond(
                    state.me.is_admin,
                    button(
                        rx.cond(state.under_way, "Moving", "Move…"),
                        size="small",
                        busy=state.under_way,
                        on_click=state.look,
                    ),
                ),
                class_name="flex flex-wrap items-center gap-3",
                role="status",
            ),
        ),
    )


def moving_dialog() -> rx.Component:
    """What would happen to whom, in groups that unfold."""
    return dialog(
        state.title,
        moves(state.groups),
        rx.cond(state.note != "", rx.el.p(state.note, class_name="yf-hint mt-3")),
        dialog_actions(
            button("Cancel", on_click=state.close(False)),
            button(state.action, kind="primary", on_click=state.move),
        ),
        open=state.is_open,
        on_open_change=state.close,
        description="Emails that went out are not sent again.",
        width="600px",
    )


def moves(groups: rx.Var[list[MoveGroup]]) -> rx.Component:
    """What happens to people, in groups that unfold."""
    return rx.el.ul(rx.foreach(groups, _group), class_name="yf-moves")


def _group(group: MoveGroup) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(group.count, class_name="font-medium"),
            rx.el.span(" at ", group.step, class_name="yf-muted"),
        ),
        rx.foreach(group.what, lambda text: rx.el.p(text)),
        rx.el.details(
            rx.el.summary("Show contacts", class_name="yf-link cursor-pointer text-[13px]"),
            rx.el.ul(rx.foreach(group.people, _person), class_name="yf-moves-people"),
            rx.cond(group.more != "", rx.el.p(group.more, class_name="yf-hint")),
        ),
        key=group.step + group.what.join(" "),
    )


def _person(person: MovePerson) -> rx.Component:
    time = rx.fragment(
        moment(person.before),
        rx.cond(person.after != "", rx.fragment(" → ", moment(person.after))),
    )
    return rx.el.li(
        rx.el.span(
            text_link(person.name, person.href),
            rx.el.span(" · ", person.account, class_name="yf-muted"),
        ),
        rx.el.span(time, class_name="yf-hint"),
        key=person.href,
    )
