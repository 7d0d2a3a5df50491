"""Reading JavaScript and TypeScript, as modules or scripts, plain or minified."""
