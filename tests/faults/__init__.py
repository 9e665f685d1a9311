"""What Lotse does when something around it fails: cases, and what must hold in all of them."""
