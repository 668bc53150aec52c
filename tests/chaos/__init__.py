"""Nothing is lost and nothing happens twice, whatever is killed."""
