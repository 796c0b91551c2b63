"""What a participant's phone talks to."""
