"""Checks that only a real browser can make: accessibility and layout."""
