"""What client and hub share: words for dates and clocks, components, shells, doors, live news."""
