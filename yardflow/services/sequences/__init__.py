"""Sequences: what they consist of, who is in them, what goes out when, and why not otherwise."""
