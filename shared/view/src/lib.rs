//! Workflows drawn: graph as SVG, the execution page, the tree in a terminal.
