"""How good the search is: judged collections, and what it makes of them."""
