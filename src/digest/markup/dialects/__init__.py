"""What Hugo, Jekyll, Obsidian, Docusaurus and MDX add to Markdown."""
