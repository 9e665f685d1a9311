"""Lotse in Slack: what comes in, what is answered, and that it is answered once."""
