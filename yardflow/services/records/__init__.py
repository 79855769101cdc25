"""Events, accounts and contacts: kept, found, compared and scored."""
