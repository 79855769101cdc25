"""Meetings with contacts: when, where, how, and what came of them."""
