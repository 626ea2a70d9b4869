"""The language of rules: reading, printing, checking and evaluating expressions.

Nobody has published its grammar. What is known is read strictly; what other languages of its kind
have is read too, so that a rule which the server accepts is never called wrong here.
"""
