"""The pages. One module a page, or every page would drag the others' libraries along."""
