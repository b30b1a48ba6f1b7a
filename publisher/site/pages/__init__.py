"""The pages of the site: their models and templates."""
