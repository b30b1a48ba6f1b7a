"""From entries to what applies, what is pending and what was, at an instant."""
