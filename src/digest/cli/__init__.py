"""The command line: arguments in, text and an exit code out. Nothing below prints or exits.

May import every room. Exit codes: 0 done, 1 problems in the content, 2 wrong use or configuration.
"""
