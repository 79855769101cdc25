"""Demo data: two people, accounts with their contacts, and two events that share some of them.

``python seed.py`` can be run any number of times: it adds what is missing and leaves alone what was
changed or removed since. In production it requires other passwords, because the demo's are public.
"""

import sys

from yardflow import db
from yardflow.demo.filling import fill
from yardflow.errors import Invalid


def main() -> int:
    try:
        with db.session() as session:
            print(fill(session))
    except Invalid as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
