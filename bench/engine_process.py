"""``python -m bench.engine_process BEGAN A_REQUEST``: an engine that sends all that is due, in a
process of its own, as the worker has them; prints when it began and ended, in seconds since 1970,
and the most memory that it took. Loaded, it prints a line and waits for one, so that all begin at
once and none has its start measured.
"""

import gc
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import actors.worker.supervisor  # noqa: F401 - what the worker has loaded
from bench.sequence_people import NOW
from yardflow import clock, registry
from yardflow.domains import DOMAINS
from yardflow.services.sequences.engine.round import Engine

if __name__ == "__main__":
    registry.install(DOMAINS)
    gc.freeze()  # as the worker does
    gc.set_threshold(10_000)
    print("loaded", flush=True)
    sys.stdin.readline()
    began, a_request = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2])
    with clock.at(lambda: NOW + (datetime.now(UTC) - began)):
        engine, start = Engine(a_request=a_request), time.time()
        while engine.round():
            pass
    ended = time.time()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    mb = int(status["VmHWM"].split()[0]) * 1024 / 1e6
    print(json.dumps({"began": start, "ended": ended, "mb": mb}))
