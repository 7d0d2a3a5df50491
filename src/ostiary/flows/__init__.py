"""The verbs, free of any front end; each returns a run."""
