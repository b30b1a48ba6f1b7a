"""Hands what the register announces to the company's own mail service, webhook or chat, once."""
