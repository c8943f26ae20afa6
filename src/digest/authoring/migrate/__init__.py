"""Sites of other generators → the same site for digest, one module a generator."""
