"""What becomes of two sides that differ: one pure function decides, field by field."""
