"""How the product itself is doing: jobs, health, and the outside services."""
