"""What is owed, on one page."""
