"""Which of the product's lines a process of tests reaches: a plugin of pytest, given by ``-p``.

Each process that runs tests leaves what it has seen in `tests.run.SEEN`, for ``slipcover --merge``.
In the one that hands tests out, nothing is measured.
"""

import json
import os

from slipcover import FileMatcher, ImportManager, Slipcover
from slipcover.config import read_config

from tests.run import SEEN

# A line's mark is taken out when it has been passed this often. To look for it goes through every
# function of every module, and takes as long as passing ten million marks; for each line of a
# function that it does not find there, as one in a closure, it is done anew.
OFTEN = 1_000_000
PROCESS = os.environ.get("PYTEST_XDIST_WORKER")

if PROCESS:  # now: when its hooks are called, a conftest has loaded the product
    stated = read_config()
    lines = Slipcover(
        d_miss_threshold=OFTEN, source=stated["source"], exclude_also=stated["exclude-also"]
    )
    ImportManager(lines, FileMatcher(sources=stated["source"])).__enter__()


def pytest_sessionfinish() -> None:
    if PROCESS:
        (SEEN / f"{PROCESS}.json").write_text(json.dumps(lines.get_coverage()))
