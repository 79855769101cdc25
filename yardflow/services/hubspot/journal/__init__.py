"""What was decided about each field, kept to be read and undone."""
