"""The machine-readable files beside pages and feeds: sitemap, robots, llms.txt, JSON records."""
