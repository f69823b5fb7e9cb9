"""Files in the API: what a record's room shows of them, and how one is brought."""
