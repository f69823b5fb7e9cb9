"""What the command line does: each module is loaded by the command that needs it, and by nothing else."""
