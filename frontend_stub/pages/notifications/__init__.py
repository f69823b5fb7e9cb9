"""What the reader is told of, and how they wish to be told."""
