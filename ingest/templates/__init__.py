"""Import templates: one empty workbook a data standard, which the ordinary readers take when it is filled.

* ``words``: what the columns, rules and senders are called for whoever fills one in;
* ``workbook``: the sheet to be filled: titles, cell formats, selection lists, comments;
* ``guide``: the sheet that explains it.

All of it is derived from the standard and the feeds that send it; nothing is said twice.
"""
