"""The task inbox: what people have to do for running processes."""
