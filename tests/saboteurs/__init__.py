"""Controls switched off one by one, to prove that a test notices each."""
