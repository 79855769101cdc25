"""A sequence that mails people through the sandbox, as its page shows it while it runs."""

from tests.services.sequences.engine.conftest import *  # noqa: F403 - the same sequence
