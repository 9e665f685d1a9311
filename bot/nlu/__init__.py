"""Understanding: thin Rasa components around pure functions."""
