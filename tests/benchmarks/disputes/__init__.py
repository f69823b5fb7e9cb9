"""What ten thousand disputes cost to read."""
