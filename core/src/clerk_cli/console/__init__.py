"""From the words of a command line to a command that runs; the only folder that imports cleo."""
