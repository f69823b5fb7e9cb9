"""What 100,000 cells cost to compare with, and the lists of opportunities to read."""
