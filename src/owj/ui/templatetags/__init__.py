"""Template tags of Owj: `{% load owj %}`."""
