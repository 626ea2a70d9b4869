"""The language of rules: parsing, printing, linting and evaluating expressions.

Its grammar is not published. What is known is parsed strictly; what similar languages have is
accepted too, so that a rule which the server accepts is never rejected here.
"""
