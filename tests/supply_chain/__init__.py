"""What may be known of the packages that are installed: reviews, advisories, bill, secrets."""
