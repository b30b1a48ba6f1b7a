"""The MkDocs plugin and everything that writes the site."""
