"""The studio's room: changes of entities and fields, drafted, reviewed, published, taken back."""
