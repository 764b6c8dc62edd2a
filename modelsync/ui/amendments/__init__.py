"""Facts set by hand: the dialog that sets one, the one that takes it back, and the table of all. Pricing and Catalogue use it."""
