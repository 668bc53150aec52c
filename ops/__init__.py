"""Set-up, running and checking: what `make` calls. Only the standard library is imported before the virtual environment exists."""
