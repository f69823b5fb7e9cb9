"""The area of boundaries."""
