"""The pages both doors have: signing in, one's settings, the live stream."""
