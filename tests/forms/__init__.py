"""Tests of the form language."""
