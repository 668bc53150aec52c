"""Secrets: sealed columns, blind indexes, passwords and session tokens."""
