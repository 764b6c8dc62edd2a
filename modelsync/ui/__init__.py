"""Everything that knows Streamlit and pandas. The pages in `pages/` are scripts that read top to bottom and call this."""
