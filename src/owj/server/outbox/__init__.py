"""What leaves the house: written with the change, delivered by a job (D7)."""
