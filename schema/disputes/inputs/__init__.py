"""What the mutations of disputes take."""
