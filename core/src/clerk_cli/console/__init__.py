"""From a command line to an outcome; the only room that imports cleo."""
