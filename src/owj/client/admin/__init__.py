"""What only administrators see: the state of this installation."""
