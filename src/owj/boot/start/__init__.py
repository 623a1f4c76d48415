"""What ./owj does before the real command: makes .venv, installs, builds. Standard library only."""
