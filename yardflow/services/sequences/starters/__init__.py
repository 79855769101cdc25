"""Sequences to start from: five for a show, each with its emails."""
