"""Who may see what: principals, roles, masking, and the guard in front of all that leaves the system."""
