"""A second, deliberately naive answer to what applies when, to hold the publisher's own against.

It imports nothing of the publisher, looks at whole snapshots instead of differences, and lives through
a history day by day, as a clerk with a notebook and an almanac would.

almanac     business days, one after the other
facts       what lies on the editors' desk, and what stands in the notebook
archive     which page was which policy
notebook    what each line that is entered writes, and what a wrong one leaves
desk        what one publication enters about one policy
clerk       all of it together, day by day
answers     what each day answers
story       the same history in the publisher's own forms
machine     random histories that drive both
"""
