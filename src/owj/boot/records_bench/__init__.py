"""`./owj bench records`: a million contacts, measured beside raw psycopg."""
