"""``python -m … BEGAN REAL SPEED``: an engine for which time passes faster, until it is killed.

At ``REAL``, in seconds since 1970, it is ``BEGAN`` for it. A lease is as long as ever by the clock
of the world, as requests are.
"""

import sys
import time
from datetime import datetime, timedelta

from yardflow import clock, registry
from yardflow.domains import DOMAINS
from yardflow.services.sequences.engine import claiming, recovery, sending, writing
from yardflow.services.sequences.engine.round import Engine

LEASE_S = 20

if __name__ == "__main__":
    began, real, speed = datetime.fromisoformat(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    registry.install(DOMAINS)
    for module in (claiming, recovery, sending, writing):
        module.LEASE = timedelta(seconds=LEASE_S * speed)
    sending.LATEST = sending.LEASE / 2
    engine = Engine(batch=100)
    with clock.at(lambda: began + timedelta(seconds=(time.time() - real) * speed)):
        while True:
            if not engine.round():
                time.sleep(0.05)
