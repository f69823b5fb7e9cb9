"""Partners, their accounts and relationships."""
