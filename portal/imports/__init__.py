"""Lists of partners and people that a company has in files, taken in row by row: each once, with every fault named."""
