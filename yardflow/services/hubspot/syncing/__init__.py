"""Both sides brought together: what changed here and there is read, merged and written."""
