"""The people of an organisation and their authority to sign."""
