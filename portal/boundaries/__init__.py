"""What one side may not do, checked where it would be done: territory, exclusivity, credit, confidentiality."""
