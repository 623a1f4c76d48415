"""What we owe each customer, and what each customer owes us (feature 84)."""
