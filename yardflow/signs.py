"""Signs that people and their devices write for others: the only lists of them."""

# For an apostrophe, besides the two of a keyboard; columns are worked out with these
# (models/base.py), so that more of them would have every record written again.
APOSTROPHES = "\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u00b4\uff07"
# Those that are as rarely written as they look like one: the other signs of Latin, Greek, Armenian,
# Hebrew and N'Ko that Unicode says are confused with an apostrophe, and ayin.
_RARE_APOSTROPHES = (
    "\u02be\u02bf\u02c8\u02ca\u02cb\u02f4\u0374\u0384\u055a\u05f3\u07f4\u07f5\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
    "\u2035\ua78b\ua78c\uff40"
)
ANY_APOSTROPHE = "'`" + APOSTROPHES + _RARE_APOSTROPHES
# For a hyphen, besides that of a keyboard.
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
