"""Who is asking, and what an organisation sets up for its people and its programs."""
