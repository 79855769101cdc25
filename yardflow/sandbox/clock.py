"""The sandbox's own time, which a test may set forward: what lasts for days is seen to end."""

import time


class Clock:
    """The time of day, ``ahead`` seconds on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> int:
        """Seconds since 1970."""
        return int(time.time() + self.ahead)

    def milliseconds(self) -> int:
        """Milliseconds since 1970."""
        return int((time.time() + self.ahead) * 1000)
