"""The functions every expression knows, a file a family; `registry` holds them."""
