"""What several workers share through Redis: who answers, what is heard, what is counted."""
