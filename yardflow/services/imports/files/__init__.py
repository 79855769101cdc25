"""A file's bytes as a table: what it is, how it is encoded, its sheets and rows; limits on both."""
