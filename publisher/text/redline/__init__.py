"""The redline: what a reader of the new text should see of the old one."""
