"""The declarative command: what it declares, how its values are read, what it sends."""
