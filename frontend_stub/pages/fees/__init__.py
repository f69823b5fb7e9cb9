"""What partners earn: the pages of fees."""
