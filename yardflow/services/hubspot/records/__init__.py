"""What the sync means for one record: how it stands, and what was decided about it."""
