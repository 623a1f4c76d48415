"""One module a command: `run(arguments)` parses, makes one call and returns the exit code."""
