"""Invoices, payments and the time that was worked: who owes whom what, in whole rial."""
