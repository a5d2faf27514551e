"""This module words what is wrong with a file that cannot be read as a definition at all."""

from scoring.types import N_, Problem, said


def unreadable(file: str, error: OSError) -> Problem:
    """Word that a file cannot be opened."""
    got = N_("no such file") if isinstance(error, FileNotFoundError) else N_("it cannot be read")
    return Problem(
        "file.unreadable",
        file,
        None,
        "",
        said(N_("a file that can be read")),
        said(got),
        said(N_("Check the path and the permissions.")),
    )


def too_large(file: str, size: int, *, most: int) -> Problem:
    """Word that a file is larger than ``most`` bytes."""
    return Problem(
        "file.too-large",
        file,
        None,
        "",
        said(N_("at most {most} bytes"), most=most),
        said(N_("{size} bytes"), size=size),
        said(N_("Split the file, or check that it is the right one.")),
    )


def not_utf8(file: str, raw: bytes, *, error: UnicodeDecodeError) -> Problem:
    """Word that a file is not UTF-8, at its first wrong byte."""
    line = raw.count(b"\n", 0, error.start) + 1
    return Problem(
        "file.encoding",
        file,
        line,
        "",
        said(N_("text in UTF-8")),
        said(N_("byte {byte}, which UTF-8 does not allow there"), byte=f"0x{raw[error.start]:02X}"),
        said(N_("Save the file again with the encoding UTF-8.")),
    )


def not_yaml(file: str, text: str, *, line: int | None, detail: str) -> Problem:
    """Word that a file is no well-formed YAML, or is indented by tabs."""
    if line is not None and has_tab(text, line - 1):
        return Problem(
            "yaml.tab",
            file,
            line,
            "",
            said(N_("indentation by spaces")),
            said(N_("a tab")),
            said(N_("Replace every tab by two spaces.")),
        )
    return Problem(
        "yaml.syntax",
        file,
        line,
        "",
        said(N_("well-formed YAML")),
        said(N_("something that cannot be read ({detail})"), detail=detail or "?"),
        said(N_("Check indentation, colons and quotes on this line and the one above.")),
    )


def unseen_character(file: str, text: str, *, at: int) -> Problem:
    """Word that a file holds a control character, which no reader sees."""
    return Problem(
        "yaml.character",
        file,
        text.count("\n", 0, at) + 1,
        "",
        said(N_("characters that can be seen")),
        said(N_("the control character {name}"), name=f"U+{ord(text[at]):04X}"),
        said(N_("Delete the character; it often comes along when text is pasted.")),
    )


def has_tab(text: str, line: int) -> bool:
    """Tell whether the indentation of a line (from 0) holds a tab."""
    lines = text.split("\n")
    return line < len(lines) and "\t" in lines[line][: -len(lines[line].lstrip()) or None]


def empty_file(file: str) -> Problem:
    """Word that a file holds nothing."""
    return Problem(
        "file.empty",
        file,
        1,
        "",
        said(N_("a definition")),
        said(N_("an empty file")),
        said(N_("Start from a copy of a definition that is valid.")),
    )


def too_nested(file: str, line: int, *, most: int) -> Problem:
    """Word that a file nests deeper than ``most`` levels."""
    return Problem(
        "yaml.nesting",
        file,
        line,
        "",
        said(N_("at most {most} levels"), most=most),
        said(N_("more levels")),
        said(N_("Write the definition flatter.")),
    )


def several_documents(file: str, line: int) -> Problem:
    """Word that a file holds more than one document."""
    return Problem(
        "yaml.documents",
        file,
        line,
        "",
        said(N_("one document in a file")),
        said(N_("a second one")),
        said(N_("Delete the line “---” or split the file.")),
    )


def anchored(file: str, line: int, *, name: str) -> Problem:
    """Word that a file uses an anchor or alias."""
    return Problem(
        "yaml.anchor",
        file,
        line,
        "",
        said(N_("every value written out")),
        said(N_("the anchor or alias “{name}”"), name=name),
        said(N_("Write the value out where it is needed.")),
    )


def tagged(file: str, line: int, *, tag: str) -> Problem:
    """Word that a file uses an explicit tag."""
    return Problem(
        "yaml.tag",
        file,
        line,
        "",
        said(N_("values without tags")),
        said(N_("“{tag}”"), tag=tag),
        said(N_("Delete the tag.")),
    )


def key_not_text(file: str, line: int, *, place: str) -> Problem:
    """Word that a key is itself a list or mapping."""
    return Problem(
        "yaml.key",
        file,
        line,
        place,
        said(N_("a text as key")),
        said(N_("a list or mapping")),
        said(N_("Write the key as one word.")),
    )
