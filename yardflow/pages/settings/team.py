"""The team and its invitations."""

import reflex as rx

from yardflow.components.kit.avatar import avatar
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions
from yardflow.components.kit.feedback import loaded_or, loading_rows
from yardflow.components.kit.fields import filter_select, form_error, select_field, text_field
from yardflow.components.kit.times import moment, relative
from yardflow.state.settings.team import InvitationRow, MemberRow, TeamState

ROLES = [("MEMBER", "Member"), ("ADMIN", "Administrator")]


def team() -> rx.Component:
    """The members, the pending invitations, and the dialogs over them."""
    return rx.fragment(
        card(
            loaded_or(
                TeamState.loaded,
                TeamState.problem,
                TeamState.load,
                loading_rows(4),
                rx.el.ul(rx.foreach(TeamState.members, _member), class_name="yf-rows"),
            ),
            title="Team",
            actions=button(
                "Invite", icon="user-plus", kind="primary", on_click=TeamState.ask_invite(True)
            ),
            flush=True,
        ),
        rx.cond(
            TeamState.invitations.length() > 0,
            card(
                rx.el.ul(rx.foreach(TeamState.invitations, _invitation), class_name="yf-rows"),
                title="Pending invitations",
                flush=True,
            ),
        ),
        dialog(
            "Invite teammate",
            rx.cond(TeamState.fresh_link == "", _form(), _link()),
            open=TeamState.inviting,
            on_open_change=TeamState.ask_invite,
        ),
        confirm_dialog(
            TeamState.change_title,
            TeamState.change_text,
            open=TeamState.changing > 0,
            on_open_change=TeamState.close_role,
            confirm="Change role",
            on_confirm=TeamState.change_role(TeamState.changing, TeamState.changing_to),
        ),
        confirm_dialog(
            f"Remove {TeamState.removing_name}?",
            "They'll be signed out everywhere and their API tokens will stop working. Their past "
            "activity stays.",
            rx.cond(TeamState.removing_owns != "", _new_owner()),
            open=TeamState.removing > 0,
            on_open_change=TeamState.close_remove,
            confirm="Remove",
            on_confirm=TeamState.remove,
        ),
    )


def _member(row: MemberRow) -> rx.Component:
    return rx.el.li(
        avatar(row.initials),
        rx.el.div(
            rx.el.div(
                rx.el.span(row.name, class_name="font-medium yf-truncate"),
                rx.cond(row.is_me, badge("You")),
                class_name="flex items-center gap-2",
            ),
            rx.el.div(
                row.email,
                rx.cond(
                    row.last_seen_at != "",
                    rx.fragment(" · last seen ", relative(row.last_seen_at)),
                    " · never signed in",
                ),
                class_name="yf-hint",
            ),
            class_name="flex flex-col gap-0.5 min-w-[200px] flex-1",
        ),
        rx.el.div(
            filter_select(
                f"Role of {row.name}",
                row.role,
                ROLES,
                lambda role: TeamState.ask_role(row.id, role),
            ),
            icon_button(
                "user-minus",
                f"Remove {row.name}",
                on_click=TeamState.ask_remove(row.id, row.name),
            ),
            class_name="flex gap-2 w-44",
        ),
        key=row.id.to(str),
    )


def _invitation(row: InvitationRow) -> rx.Component:
    return rx.el.li(
        rx.icon("mail", size=18, color=rx.color("gray", 10)),
        rx.el.div(
            rx.el.div(row.email, class_name="font-medium yf-truncate"),
            rx.el.div(
                rx.cond(row.role == "ADMIN", "Administrator", "Member"),
                " · expires ",
                moment(row.expires_at, date_only=True),
                class_name="yf-hint",
            ),
            class_name="flex flex-col gap-0.5 min-w-[200px] flex-1",
        ),
        button("Revoke", size="small", on_click=TeamState.withdraw(row.id)),
        key=row.id.to(str),
    )


def _new_owner() -> rx.Component:
    """Who is to own the records of the person to be removed."""
    return rx.el.div(
        rx.el.p(f"They own {TeamState.removing_owns}. Choose a new owner:"),
        filter_select(
            "New owner",
            TeamState.new_owner,
            TeamState.new_owners,
            TeamState.choose_new_owner,
            every="Unassigned",
        ),
        class_name="flex flex-col gap-2 mt-3",
    )


def _form() -> rx.Component:
    return rx.form(
        rx.el.div(
            form_error(TeamState.invite_error),
            text_field("Email", "email", type="email", required=True, auto_complete="off"),
            select_field("Role", "role", ROLES),
            class_name="flex flex-col gap-4",
        ),
        dialog_actions(
            button("Cancel", on_click=TeamState.ask_invite(False)), submit("Create link")
        ),
        on_submit=TeamState.invite,
        custom_attrs={"data-kept": "invitation"},
    )


def _link() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "Send this link to your teammate. It works once, for a week. You won't see it again.",
            class_name="mb-3",
        ),
        rx.el.div(TeamState.fresh_link, class_name="yf-code", id="fresh-link"),
        dialog_actions(
            button("Copy", icon="copy", on_click=rx.set_clipboard(TeamState.fresh_link)),
            button("Done", kind="primary", on_click=TeamState.ask_invite(False)),
        ),
    )
