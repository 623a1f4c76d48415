"""The service desk as staff see it: inbox, ticket, new ticket."""
