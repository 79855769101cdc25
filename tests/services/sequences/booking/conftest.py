"""Emails that went out through the sandbox, by whose links meetings are booked."""

from tests.services.sequences.conversations.conftest import *  # noqa: F403 - the same emails
