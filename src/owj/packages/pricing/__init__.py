"""What work costs and how it is taxed: tables by Jalali year, rates by day."""
