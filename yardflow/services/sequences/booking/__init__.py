"""Meetings that contacts book by the link of a sender, and what any meeting means for sequences."""
