"""What the mutations of this room take."""
