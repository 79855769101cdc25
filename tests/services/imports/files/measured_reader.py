"""Reads files, each in a process of its own, and says what it took.

``python -m tests.services.imports.files.measured_reader`` takes a line of JSON a file, ``[path,
kind]``, and answers with one: ``[reason, megabytes]``; the reason is "taken" where the file is read
to its end. The limits are a sixteenth of the product's: a bomb of 2 MB proves what one of 32 MB
does.
"""

import json
import os
import resource
import sys
from pathlib import Path

from yardflow.models import ImportKind
from yardflow.services.imports.files import reader, sheet_layout, text_file, workbook, zipfile_guard
from yardflow.services.imports.refusals import FileTooLarge, Refused

SMALLER = 16
# Whatever counts bytes, lines, tags or elements; not what counts columns, parts or a ratio.
LIMITS = {
    *("MAX_BYTES", "MAX_ROWS", "MAX_LINES", "MAX_LINE", "MAX_ELEMENTS", "MAX_UNPACKED"),
    *(
        "MAX_SHARED_STRINGS",
        "MAX_SMALL_PART",
        "MAX_SMALL_TAGS",
        "MAX_TAGS",
        "RATIO_FROM",
        "MAX_MERGED",
    ),
}
CPU_SECONDS = 20  # ends what would never end


def main() -> None:
    for module in (reader, sheet_layout, text_file, workbook, zipfile_guard):
        for name in LIMITS & vars(module).keys():
            setattr(module, name, getattr(module, name) // SMALLER)
    for line in sys.stdin:
        if os.fork() == 0:
            path, kind = json.loads(line)
            print(json.dumps(measure(Path(path), ImportKind(kind))), flush=True)
            os._exit(0)
        if os.wait()[1]:
            print(json.dumps(["ended", 0]), flush=True)


def measure(path: Path, kind: ImportKind) -> tuple[str, int]:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reason = "taken"
    try:
        with reader.opened(path, kind) as table:
            for _ in table.rows:
                pass
    except (Refused, FileTooLarge) as refusal:
        reason = refusal.reason
    return reason, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


if __name__ == "__main__":
    main()
