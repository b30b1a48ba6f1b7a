"""What a deployment must show, observing it as a reader would, recording and monitoring it."""
