"""Invoices and accounts as pages of both doors show them."""
