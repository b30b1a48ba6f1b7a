"""What the site changes in the theme, and its content-security policy."""
