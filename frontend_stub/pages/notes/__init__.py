"""The area of notes and tasks."""
