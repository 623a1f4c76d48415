"""Regular expressions of XPath, run by RE2: no text can make them slow."""
