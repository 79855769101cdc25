"""Text of single cells, whatever field it is for."""
