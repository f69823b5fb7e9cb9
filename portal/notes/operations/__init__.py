"""What people do with notes and tasks: one function for each."""

from portal.notes.operations.changing import edit, strike
from portal.notes.operations.readers import renew_readers
from portal.notes.operations.tasks import drop, finish, hand_over, reopen
from portal.notes.operations.writing import write

__all__ = ["drop", "edit", "finish", "hand_over", "renew_readers", "reopen", "strike", "write"]
