"""Records of the organisation's own entities, as far as their customers may meet them."""
