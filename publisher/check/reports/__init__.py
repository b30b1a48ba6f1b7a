"""The answers of `publisher check` in the forms that people and CI systems read."""
