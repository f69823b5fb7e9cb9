"""The area of expectations: what each side has promised the other, and how it is kept."""
