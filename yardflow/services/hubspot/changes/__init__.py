"""When each field was changed here and by whom, and which records wait to be synced."""
