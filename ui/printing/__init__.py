"""This package makes what is printed: posters, stickers, paper forms, slips, lists, as PDF."""
