"""Every sentence of the site that a person can read, one file for each language."""
