"""``python -m … NOW``: a worker that decides about what is due at ``NOW`` and is held up before it
sends any of it, until it is killed.
"""

import sys
import time
from datetime import datetime

from tests.services.sequences.engine import stages
from yardflow import clock, registry
from yardflow.domains import DOMAINS

if __name__ == "__main__":
    registry.install(DOMAINS)
    with clock.at(datetime.fromisoformat(sys.argv[1])):
        print(len(stages.decide_about().outgoing), flush=True)
    time.sleep(600)
