"""What pages are made of: the client of the API, forms, words, rendering; no area by its name."""
