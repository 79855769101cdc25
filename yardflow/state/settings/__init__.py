"""State of the settings: one class a tab."""
