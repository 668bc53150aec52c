"""HTTP: pages for people and REST for programs."""
