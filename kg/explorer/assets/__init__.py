"""The page's own files: template, style and scripts, which `kg.explorer.page` puts into one document."""
