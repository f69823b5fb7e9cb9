"""The rules of opportunities: the life of a registration, how long it protects, and who comes first."""
