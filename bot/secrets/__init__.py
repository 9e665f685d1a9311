"""Take secrets out of what people write, before anything is stored, logged or passed on."""
