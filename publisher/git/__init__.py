"""Run git, read its objects, write commits: the only room that starts a process of git."""
