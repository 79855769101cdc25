"""How large a file may be, and how much of it is shown at once."""

MEGABYTE = 1024 * 1024

MAX_BYTES = 50 * MEGABYTE
MAX_ROWS = 500_000
# Blank lines count here too: what a sheet of Excel has, and more than any import needs.
MAX_LINES = 1_048_576
MAX_COLUMNS = 200
MAX_LINE = MEGABYTE
MAX_HEADER = 120

# How far down a header row is looked for, and how many lines tell the delimiter.
HEADER_WITHIN = 25
SAMPLE_ROWS = 60
# Bytes that tell the encoding, and of one cell among them.
ENCODING_SAMPLE, MAX_SAMPLE_CELL = 16_384, 1_024

# A workbook is a zip; these bound what its parts may unpack to.
MAX_PARTS = 2_000
MAX_DIRECTORY_BYTES = MEGABYTE
MAX_UNPACKED = 400 * MEGABYTE
MAX_SHARED_STRINGS = 64 * MEGABYTE
MAX_SMALL_PART = 8 * MEGABYTE
# Tags are what costs memory and time: in all that is parsed before the rows, and from one row to
# the next (a row has up to 16,384 cells, each of a few elements).
MAX_TAGS = 4_000_000
MAX_SMALL_TAGS = 400_000
MAX_ROW_ELEMENTS = 65_536
# Merged ranges over several rows, and the longest text that they pass on: longer ones are notes.
MAX_MERGED, MAX_PASSED_ON = 100_000, 300
# Deflate reaches about 1,000; sheets that people make stay below 60.
MAX_RATIO = 150
RATIO_FROM = 10 * MEGABYTE

# Rows that travel at once between the file, this process and the database.
CHUNK = 5_000
# Small enough for a socket buffer, so that the database takes one part while the next is made.
WRITTEN_AT_ONCE = 128
PREVIEW_ROWS = 20
PAGE_ROWS = 25
SHOWN_PROBLEMS = 100

# What the process may use that reads one file. Honest workbooks take some five seconds for each
# megabyte and a tenth of this memory; the time on the clock is longer, because others take turns.
READING_CPU_S = 60
READING_CPU_S_PER_MEGABYTE = 10
READING_WALL_FACTOR = 6
READING_BYTES = 600 * MEGABYTE
