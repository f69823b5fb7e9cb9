"""Who an end customer is: its identifiers, its domain, its name."""
