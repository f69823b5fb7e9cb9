"""Partners, their people, their authority to sign and their plans."""
