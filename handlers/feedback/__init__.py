"""Feedback: written in a form, read by those whom its giver chose, and by nobody else."""
