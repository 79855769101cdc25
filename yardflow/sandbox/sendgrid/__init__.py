"""SendGrid, played: what it takes and refuses, and a book of the messages that came in, which
outlasts a restart where a folder is given.
"""

from starlette.routing import Route

from yardflow.sandbox.sendgrid import account, batches, mail
from yardflow.sandbox.sendgrid.book import Book

PATH = "/sendgrid"


def routes(book: Book) -> list[Route]:
    """The routes under `PATH`."""
    return [*account.routes(), *mail.routes(book), *batches.routes(book)]
