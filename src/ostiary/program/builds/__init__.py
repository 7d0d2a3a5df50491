"""Reading the files of build tools for the commands that building a source distribution starts."""
