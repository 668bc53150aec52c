"""The studio: drafts of programs, their check, their editors, their way to a release."""
