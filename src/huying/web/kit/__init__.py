"""What the desk, the leaders' pages and later rooms of the web share: names, values, pages of a list. It knows none of them."""
