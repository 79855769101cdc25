"""Demo data: two people, accounts with their contacts, two events that share some of them,
and what it takes to email people.

``python seed.py`` can be run any number of times: it adds what is missing and leaves alone what was
changed or removed since. In production it requires other passwords, because the demo's are public.
"""

import sys

from yardflow import db, registry
from yardflow.demo.filling import fill
from yardflow.domains import DOMAINS
from yardflow.errors import Invalid


def main() -> int:
    registry.install(DOMAINS)
    try:
        with db.session() as session:
            print(fill(session))
    except Invalid as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
