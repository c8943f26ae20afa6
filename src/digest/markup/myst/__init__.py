"""MyST: directives, roles, targets, citations, substitutions."""
