"""A sequence from its first draft on: edited, published, paused, archived, copied."""
