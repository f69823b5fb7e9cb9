"""Scorecards: what both sides owe each other, how it stands, and what is agreed about it."""
