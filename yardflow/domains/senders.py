"""From whom emails go out, and what holds for all of them."""

from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Sender
from yardflow.registry import (
    LIST,
    Domain,
    Handlers,
    NavigationEntry,
    NavigationGroup,
    SettingsTab,
    Subject,
)
from yardflow.services.sequences.senders import capacity


def _forget_domains(session: Session) -> None:
    capacity.forget_domains(session, clock.now())


DOMAIN = Domain(
    name="senders",
    routers=("yardflow.api.sequences.senders:router",),
    pages=("yardflow.pages.senders.index", "yardflow.pages.senders.record"),
    navigation=(NavigationEntry("Senders", "/senders/", "at-sign", NavigationGroup.OUTREACH),),
    settings_tabs=(
        SettingsTab(
            "email",
            "Email",
            body="yardflow.pages.settings.email:email",
            load=("yardflow.state.settings.email:EmailSettingsState.load",),
            admin_only=True,
        ),
    ),
    handlers=(
        Handlers(
            "yardflow.state.senders.index.SendersState",
            member=(*LIST, "ask_new", "add"),
        ),
        Handlers(
            "yardflow.state.senders.record.SenderState",
            member=(
                *("load", "look_up", "edit", "stop_editing", "save", "assign", "verify"),
                *("ask_pause", "pause", "resume", "ask_delete", "delete"),
            ),
        ),
        Handlers(
            "yardflow.state.senders.booking.BookingState", member=("load", "ask", "save", "remove")
        ),
        Handlers("yardflow.state.settings.email.EmailSettingsState", admin=("load", "save")),
    ),
    subjects=(Subject("sender", col(Sender.id), (col(Sender.name),), page="/senders/{}/"),),
    each_minute=(_forget_domains,),
)
