"""The service desk: tickets, what is said in them, and the promises they carry."""
