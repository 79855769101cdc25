"""Sequences over HTTP: what programs, SendGrid and recipients call."""
