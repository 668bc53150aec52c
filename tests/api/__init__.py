"""HTTP: pages and REST through real requests on a real database."""
