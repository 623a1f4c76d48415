"""Run the cases of the DMN Technology Compatibility Kit against our engine."""
