"""One folder per outside system. Empty until the first link lands."""
