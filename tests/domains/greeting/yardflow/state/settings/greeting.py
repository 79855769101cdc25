"""The state of a settings tab that greets."""

import reflex as rx

from yardflow.state.workplace import Workplace


class GreetingState(Workplace):
    greeting: str = ""

    @rx.event
    async def load(self):
        self.greeting = f"Good morning, {(await self._principal()).name}"
