"""How fast the program is: ``python -m benchmarks`` prints the tables of the documentation."""
