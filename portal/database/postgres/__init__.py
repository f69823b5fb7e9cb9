"""What the embedded server is made of: programs, a home on disk, locks and the server process."""
