"""What the bot does in the world: rasa-sdk actions and the pure code behind them; imports `kb`."""
