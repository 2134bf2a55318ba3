"""The command line: what a person types, and what is printed. Heavy rooms are imported where a command needs them."""
