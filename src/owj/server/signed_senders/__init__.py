"""Programs elsewhere that tell us something about one record and sign what they tell."""
