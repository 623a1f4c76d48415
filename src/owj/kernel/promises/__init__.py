"""What is owed beside the clocks: warranty, renewal, compensation, claims and prices (R21-R52)."""
