"""Checks over a whole release: against its other files, earlier releases and known malware."""
