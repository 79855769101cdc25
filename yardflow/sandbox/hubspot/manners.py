"""How untidily events come: as tests want it, and the same each time by a seed."""

import random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints
from pydantic.alias_generators import to_camel

from yardflow.sandbox.hubspot.portal import CLIENT_SECRET


class Manner(BaseModel):
    """``duplicated`` is the share of events that come twice, ``late`` how many seconds each is
    late at most, ``shuffled`` whether those of a request are in any order, ``retry`` after how
    many seconds a request is repeated that was not answered well. ``reach`` is where the target's
    host is on this machine, ``secret`` what requests are signed with.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    duplicated: float = Field(0, ge=0, le=1)
    late: float = Field(0, ge=0, le=86_400)
    shuffled: bool = False
    retry: float = Field(60, ge=0, le=86_400)
    seed: int = 0
    secret: str = Field(CLIENT_SECRET, max_length=200)
    reach: Annotated[
        str, StringConstraints(pattern=r"^(http://(127\.0\.0\.1|localhost):\d{1,5})?$")
    ] = ""
    _chance: random.Random = PrivateAttr()
    _order: random.Random = PrivateAttr()

    def model_post_init(self, _: object) -> None:
        """The same seed leads to the same duplicates and delays, whenever requests leave."""
        self._chance = random.Random(self.seed)  # noqa: S311 - no secret is made of it
        self._order = random.Random(self.seed)  # noqa: S311 - nor of this

    def delays_ms(self) -> list[int]:
        """When an event comes, from now on: once or twice."""
        times = 2 if self._chance.random() < self.duplicated else 1
        return [round(self._chance.random() * self.late * 1000) for _ in range(times)]

    def in_order(self, events: list[dict]) -> list[dict]:
        """The events of one request."""
        if not self.shuffled:
            return events
        return self._order.sample(events, len(events))
