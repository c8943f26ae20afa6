"""Pages: which there are, what each shows, and the jobs that render them."""
