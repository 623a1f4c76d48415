"""Keys with which programs act for people: one's own, and everybody's for administrators."""
