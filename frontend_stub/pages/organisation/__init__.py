"""What administrators set up for their organisation."""
