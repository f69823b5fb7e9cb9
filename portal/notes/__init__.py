"""What people say and ask of each other about a record: notes that both sides read or one alone, and tasks."""
