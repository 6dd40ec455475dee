"""The data dictionary: what every column means that comes in or is published, as a page and as a workbook.

* ``facts``: said of standards, feeds, rules and marts, from the catalogue, the registry and the dbt manifest;
* ``write``: the page (HTML) and the workbook (XLSX).

It holds no data and no example of a personal number, so it lies beside the files of every audience.
"""
