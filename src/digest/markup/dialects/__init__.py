"""What Hugo, Jekyll, Zola, Obsidian, Docusaurus and MDX add to Markdown, a plug-in each.

`dialect_plugins` is the list of all plug-ins, those of MyST and math included.
"""
