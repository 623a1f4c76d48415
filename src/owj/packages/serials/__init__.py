"""Serials of the modules a customer bought, and their activation on the customer's machines."""
