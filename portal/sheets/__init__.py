"""Tables that people have in files, CSV or XLSX, read as rows of text; what they mean is said elsewhere."""
