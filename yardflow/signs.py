"""Signs that people and their devices write for others: the only lists of them."""

# For an apostrophe, besides the two of a keyboard.
APOSTROPHES = "\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u00b4\uff07"
ANY_APOSTROPHE = "'`" + APOSTROPHES
# For a hyphen, besides that of a keyboard.
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
