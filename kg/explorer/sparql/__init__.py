"""The queries that the explorer asks, one file each; `UNDEF` stands where `kg.explorer.reading` puts nodes."""
