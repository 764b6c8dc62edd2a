"""Hand-kept prices: the file format, its mistakes, the price book, the comparison with other sources."""
