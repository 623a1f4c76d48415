"""Persian text: digits, folding for search, order, numbers and durations in words."""
