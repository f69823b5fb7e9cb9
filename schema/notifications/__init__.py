"""What one is told of, and how one wishes to be told."""
