"""One row under a mapping: parsed, cleaned and repaired, as it will be written."""
