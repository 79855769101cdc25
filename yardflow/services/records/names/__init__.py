"""Names of people and companies: taken apart, cleaned of what stands beside them, and compared."""
