"""Reading shell scripts and the command lines of hooks."""
