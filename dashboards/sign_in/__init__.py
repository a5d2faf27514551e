"""This package is the sign-in and sign-out pages, plain routes before Streamlit."""
