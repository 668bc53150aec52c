"""Journeys: a person of each role goes the whole way through the pages, in a real browser against a real server."""
