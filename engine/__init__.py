"""通办: the engine. Knows no program, no HTTP, no HTML."""
