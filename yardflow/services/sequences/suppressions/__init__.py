"""Addresses and domains that must not be mailed: the list, and the one rule that checks it."""
