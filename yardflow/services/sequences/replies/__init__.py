"""What comes in: read, with what is new in it, and judged by rules and by examples.

Pure functions: nothing here asks the database or the network, and none of it knows the time. A
message is read (`mail`, `posted`), what its writer wrote themselves is cut from what they quote
(`newest`, `readings`), and `kinds` says what it is. The words of each language are files of
`words/`; what people wrote, by which texts are weighed (`likeness`, `learning`), of `examples/`.
"""

from yardflow.services.sequences.replies.kinds import Verdict, judge
from yardflow.services.sequences.replies.mail import Attached, Mail, of_raw
from yardflow.services.sequences.replies.posted import Unreadable, of_form
from yardflow.services.sequences.replies.readings import Reading, reading_of
from yardflow.services.sequences.replies.successors import Successor

__all__ = [
    "Attached",
    "Mail",
    "Reading",
    "Successor",
    "Unreadable",
    "Verdict",
    "judge",
    "of_form",
    "of_raw",
    "reading_of",
]
