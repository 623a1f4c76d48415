"""What a person is writing: kept for them until it is sent, on whatever device they go on."""
