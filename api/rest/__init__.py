"""REST for programs, by resource."""
