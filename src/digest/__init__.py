"""digest: a static site generator for curated digests."""
