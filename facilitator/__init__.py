"""What the facilitator's control screen and the projector talk to."""
