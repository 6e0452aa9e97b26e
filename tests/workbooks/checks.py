"""Checks in this process: a process for each of hundreds of small files would take minutes."""

from functools import partial

from backend.systemize.sheets.checking import check_file as check_apart
from backend.systemize.sheets.reading import read_workbook

check_file = partial(check_apart, read=read_workbook)
