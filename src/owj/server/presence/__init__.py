"""Who has which page open now: told by the pages themselves, forgotten when they fall silent."""
