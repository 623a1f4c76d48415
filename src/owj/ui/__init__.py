"""What the pages of client and hub share: components, template tags, live stream, page errors."""
