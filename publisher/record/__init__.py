"""The record: what stands in git, read and written; nothing is rendered here."""
