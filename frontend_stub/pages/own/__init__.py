"""What the reader set up for themselves."""
