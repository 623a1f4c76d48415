"""What this installation signs so that others can check it where no network is (Ed25519)."""
