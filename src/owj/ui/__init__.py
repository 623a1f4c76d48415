"""What Owj Client and Owj Hub share: words for dates and clocks, components, shells, doors, live news."""
