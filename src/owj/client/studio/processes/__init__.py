"""The process studio: drawing, checking, trying and deploying processes, and seeing them run."""
