"""Lists that stay quick at a million rows: conditions, order, pages and searches."""
