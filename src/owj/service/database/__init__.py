"""The PostgreSQL of this installation: found, unpacked or given by address (decision D2)."""
