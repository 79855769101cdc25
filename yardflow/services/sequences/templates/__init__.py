"""Email templates: what is written once, and becomes a message to each person."""
