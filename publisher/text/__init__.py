"""What a policy says, and what became of it: texts, their redline, and the reasons."""
