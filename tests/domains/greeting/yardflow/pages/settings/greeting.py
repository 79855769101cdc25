"""A settings tab that greets."""

import reflex as rx
from yardflow.state.settings.greeting import GreetingState

from yardflow.components.kit.cards import card


def greeting() -> rx.Component:
    return card(rx.el.p(GreetingState.greeting))
