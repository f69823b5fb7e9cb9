"""Partner organisations, their people, and how near the relationship is."""
