"""文书: templates and facts become PDF."""
