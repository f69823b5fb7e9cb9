"""Notes and tasks as the API shows them."""
