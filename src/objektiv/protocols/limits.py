"""How much a file may hold. Far above any real file; below what would harm the machine.

The nation's largest single export (a region's work) is some 50 thousand rows; the wide
tables of a whole region for a year, a million.
"""

FILE_BYTES = 512 * 2**20  # as it lies on the disk
UNZIPPED_BYTES = 512 * 2**20  # all parts of an XLSX or ODS together
COMPRESSION = 200  # times; a real sheet shrinks 5 to 30 times
UNZIPPED_ALWAYS_FINE = 16 * 2**20  # a small part may be as repetitive as it likes
ZIP_PARTS = 2_000
SHEETS = 100
ROWS = 4_000_000
COLUMNS = 1_000
CELLS = 150_000_000
SHEET_CELLS = 30_000_000  # of a workbook's sheet, which is opened as a whole
OLD_FILE_BYTES = 64 * 2**20  # XLS: 65,536 rows of 256 columns fit into it
SECONDS = 8  # for a file that is opened in a process of its own
CSV_PART_BYTES = 8 * 2**20  # read and converted at a time
CELL_CHARACTERS = 32_767  # what a spreadsheet itself allows
