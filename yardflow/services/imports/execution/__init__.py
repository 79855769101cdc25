"""The import itself: rows staged, matched with records and written in one transaction."""
