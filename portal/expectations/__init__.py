"""What each side promised the other, measured from facts that both can open."""
