"""Long texts: Markdown as HTML, its words, addresses made of words, differences, and HTML from elsewhere."""
