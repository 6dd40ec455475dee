"""The loop back to the departments: refused rows out as workbooks in the sender's layout, answers back in.

* ``rows``: which row a line of a workbook is about (its stable id);
* ``cells``: texts that a spreadsheet would calculate, made harmless and restored exactly;
* ``refused``: the refused rows as the sender wrote them, read again from the stored original;
* ``workbook``: one workbook; ``writing``: those that are missing, below ``returns/``;
* ``answers``: a corrected workbook that comes back through the ordinary inbox.

This package's modules are imported where they are used: landing needs the answers only, no workbook.
"""
