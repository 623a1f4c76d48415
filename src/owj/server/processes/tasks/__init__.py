"""Tasks that people do: made by a step, held, completed."""
