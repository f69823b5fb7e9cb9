"""The rules of boundaries: what each kind says, what bites whom, and the life of one."""
