"""The number of contacts, and three handlers: for members, for ADMINs, and for nobody."""

import reflex as rx

from yardflow.services import headcount
from yardflow.state.workplace import Workplace


class HeadcountState(Workplace):
    read_as: str = ""

    @rx.event
    async def load(self):
        self.read_as = f"{await self._run(headcount.read)} for a member"

    @rx.event
    async def load_for_admin(self):
        self.read_as = f"{await self._run(headcount.read)} for an administrator"

    @rx.event
    async def load_for_nobody(self):
        self.read_as = f"{await self._run(headcount.read)} for nobody"
