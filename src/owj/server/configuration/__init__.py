"""A whole configuration as items: handed over as a package, compared, drafted, upgraded."""
