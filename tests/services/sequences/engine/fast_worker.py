"""An engine for which time passes faster."""

import threading
import time
from datetime import datetime, timedelta

from actors.worker import loop
from yardflow import clock
from yardflow.services.sequences.engine import claiming, recording, recovery, sending, writing
from yardflow.services.sequences.engine.round import Engine

LEASE_S = 20
# So many of a worker's messages are under way at most, and so many in one request.
BATCH, A_REQUEST = 60, 8


def work(began: datetime, real: float, speed: int) -> None:
    """Goes round until it is killed. At ``real``, in seconds since 1970, it is ``began`` for it. A
    lease is as long as ever by the clock of the world, as requests are.
    """
    for module in (claiming, recording, recovery, sending, writing):
        module.LEASE = timedelta(seconds=LEASE_S * speed)
    loop.REST_SECONDS, loop.LONGEST_REST_SECONDS = 0.05, 1.0
    sending.LATEST = sending.LEASE / 2
    engine = Engine(BATCH, A_REQUEST)
    with clock.at(lambda: began + timedelta(seconds=(time.time() - real) * speed)):
        loop.go_round(engine, threading.Event())
