"""Scenarios 情形: stories of a program, replayed through the engine as tests, demonstration and documentation at once."""
