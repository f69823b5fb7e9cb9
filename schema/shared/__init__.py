"""What the types of every room share."""
