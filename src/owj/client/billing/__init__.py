"""Money for staff: invoices, statements, price tables, worked time."""
