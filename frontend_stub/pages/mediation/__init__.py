"""The pages of mediators, who belong to no organisation: one case, and nothing else of the portal."""
