"""What outlives a turn: conversations, sessions, buttons."""
