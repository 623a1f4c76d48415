"""The managers' dashboard: figures, the list behind each, and exports."""
