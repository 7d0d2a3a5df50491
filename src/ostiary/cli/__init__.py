"""Arguments in, flow, render, exit code: the only place that prints."""
