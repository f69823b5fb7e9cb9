"""The text of an agreement, without the database: taken apart, changed, compared."""
