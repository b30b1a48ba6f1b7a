"""Reads Word files with LibreOffice, for benchmarks/word.py; runs under the Python that has `uno`.

    /usr/bin/python3 benchmarks/libreoffice.py PORT < jobs > answers

A job is a line of JSON: [path, "accept" | "reject" | ""]. An answer is a line of JSON: the paragraphs
that are not empty, each as [style, label, level, words with their links], in tables with the cell.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def value(name, content):
    """Return a property as UNO takes it."""
    out = PropertyValue()
    out.Name, out.Value = name, content
    return out


def paragraphs(text, where):
    """Yield the paragraphs of a text and of the tables in it."""
    for block in text.createEnumeration():
        if block.supportsService("com.sun.star.text.TextTable"):
            for name in block.getCellNames():
                yield from paragraphs(block.getCellByName(name), f"{where}{name} ")
            continue
        pieces = []
        for portion in block.createEnumeration():
            if portion.TextPortionType == "Footnote":
                note = [*paragraphs(portion.Footnote, "note ")]
                pieces.append(["", note])
            elif portion.TextPortionType == "Text" and portion.String:
                href = portion.HyperLinkURL
                if pieces and pieces[-1][1] == href:
                    pieces[-1][0] += portion.String
                else:
                    pieces.append([portion.String, href])
        if pieces:
            label = block.ListLabelString if block.NumberingIsNumber else ""
            level = block.NumberingLevel if label else 0
            yield [where + block.ParaStyleName, label, level, pieces]


def main():
    """Answer one job after the other."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    port = sys.argv[1]
    context = resolver.resolve(
        f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    )
    manager = context.ServiceManager
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for line in sys.stdin:
        path, how = json.loads(line)
        address = Path(path).as_uri()
        document = desktop.loadComponentFromURL(address, "_blank", 0, (value("Hidden", True),))
        frame = document.CurrentController.Frame
        if how:
            command = f".uno:{how.title()}AllTrackedChanges"
            dispatcher.executeDispatch(frame, command, "", 0, ())
        print(json.dumps([*paragraphs(document.Text, "")]), flush=True)
        document.close(True)


main()
