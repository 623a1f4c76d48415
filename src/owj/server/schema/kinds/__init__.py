"""Changes of a field's kind that write its column anew: looked at first, taken back for a week."""
