"""A policy's Markdown as a reader sees it: front matter, sanitised HTML, blocks and tokens."""
