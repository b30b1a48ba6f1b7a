"""The revisions, notices and settings of each policy, read from the first-parent line of git."""
