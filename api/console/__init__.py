"""One module a command of `tongban`: `arguments(parser)` says what it takes, `run(options, settings)` does it and returns the exit code."""
