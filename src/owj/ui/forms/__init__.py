"""Forms that both doors share: what they ask is the same, whoever asks."""
