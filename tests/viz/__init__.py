"""What leaves the system as a picture or a file."""
