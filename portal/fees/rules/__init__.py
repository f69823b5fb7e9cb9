"""What may happen to a fee and how it is counted, without a database."""
