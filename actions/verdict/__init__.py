"""What follows from all that is known of a connection: a cause, and what to do next."""
