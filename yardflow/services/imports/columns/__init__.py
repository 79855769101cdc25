"""Columns and the fields they go to: by header, by what is in the cells, by a person's choice."""
