"""Agreements that people bring as files: from the bytes of a .docx or .pdf to its paragraphs, as the file has them.

`reading.read` is the pure function. Whoever serves people has it done by `program.py`, in a process of its own.
Nothing here imports anything of the portal, so that this process starts fast and holds nothing worth having.
"""
