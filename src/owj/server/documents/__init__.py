"""Documents: data and a Typst template become a PDF, drawn by the worker and kept as a file."""
