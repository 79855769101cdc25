"""A sequence while it runs: how many stand where, who they are, who is stuck, and what helps."""
