"""One search over every record that a person may see."""
