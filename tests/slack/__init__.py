"""The pretend Slack, and what our app does with it."""
