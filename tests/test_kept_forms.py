"""What is typed outlives a session that ends: which forms are kept, and which need not be."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "yardflow"
MAKERS = {"rx.form", "rx.el.form", "native_form", "upload_form"}
# By the handler that takes them, or the address they are posted to.
NEED_NOT_BE = {
    "'/api/auth/signin'": "a password",
    "'/api/auth/join'": "a password",
    "'/api/auth/password'": "passwords",
    "'/api/hubspot/connection/token'": "a secret",
    "'/api/tokens'": "a password, beside a name and two choices",
    "'/api/auth/signout'": "nothing to fill in",
    "'/api/auth/signout-everywhere'": "nothing to fill in",
    "'/api/imports'": "a file",
    "'/api/suppressions/imports'": "a file",
    "'/api/attachments'": "a file",
    "'/api/sequences/files'": "a file",
    "f'/api/sequences/{SequenceState.sequence.id}/lists'": "a file",
    "f'/api/imports/{detail.id}/encoding'": "one choice",
    "EventsState.copy": "one choice",
    "importing.take": "choices among what SendGrid has just then",
    "state.send": "one choice",
    "state.give_sender": "one choice",
    "state.start_at": "one choice",
    "state.fix": "one value, in a list that is closed on a fresh page",
    "CostsState.show_dates": "two dates to look at, which the address has",
}


def forms() -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Each form of the interface: its file, its properties, and its own attributes, as written."""
    for folder in ("pages", "components"):
        for path in sorted((SOURCES / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if not (isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS):
                    continue
                given = {each.arg: each.value for each in node.keywords if each.arg}
                if isinstance(given.get("action"), ast.Name):
                    continue  # what makes the forms for files
                attributes = given.pop("custom_attrs", None)
                own = (
                    {
                        ast.unparse(key): ast.unparse(value)
                        for key, value in zip(attributes.keys, attributes.values, strict=True)
                        if key is not None
                    }
                    if isinstance(attributes, ast.Dict)
                    else {}
                )
                properties = {name: ast.unparse(value) for name, value in given.items()}
                yield str(path.relative_to(SOURCES)), properties, own


def test_every_form_is_kept_or_said_to_need_no_keeping() -> None:
    kept, others = set(), set()
    for file, properties, own in forms():
        sent = properties.get("on_submit") or properties["action"]
        (kept if "'data-kept'" in own else others).add((file, sent))
    assert len(kept) > 25
    assert {sent for _, sent in others} == NEED_NOT_BE.keys(), others
    assert not {file for file, sent in kept if sent.startswith(("'", "f'"))}, "they leave the page"


def test_the_forms_of_a_file_are_kept_apart() -> None:
    names = Counter((file, own["'data-kept'"]) for file, _, own in forms() if "'data-kept'" in own)
    assert max(names.values()) == 1, names.most_common(1)
