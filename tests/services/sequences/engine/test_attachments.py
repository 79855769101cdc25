"""What a template has attached arrives with each email of that version."""

import hashlib

from tests.fixtures.sandbox import call
from tests.services.sequences.engine.conftest import EMAIL
from yardflow.services.sequences.engine.round import Engine
from yardflow.services.sequences.templates import attachments, library

PLAN = b"%PDF-1.7 Hallenplan"


def test_an_email_carries_the_files_of_its_version(
    session, bob, sandbox, book, publish, people, start, template
):
    row = attachments.upload(session, bob, "Hallenplan München.pdf", PLAN)
    named = [{"id": row.id, "name": row.name}]
    library.update(session, bob, template, None, {"attachments": named})
    session.commit()
    sequence = publish(EMAIL)
    library.update(session, bob, template, None, {"attachments": []})
    session.commit()
    start(sequence, people(1))
    engine = Engine()
    while engine.round():
        pass
    (message,) = book()
    (file,) = call("GET", f"{sandbox.url}/messages/{message['id']}").json()["attachments"]
    assert file == {
        "filename": "Hallenplan München.pdf",
        "type": "application/pdf",
        "size": len(PLAN),
        "sha256": hashlib.sha256(PLAN).hexdigest(),
    }
    page = call("GET", f"{sandbox.url}/inbox/{message['id']}").text
    assert "Hallenplan München.pdf (application/pdf, 19 bytes)" in page
