"""Word files (.docx): a redline as tracked changes, and drafts that come back. Bytes in, bytes out."""
