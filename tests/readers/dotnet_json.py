"""A strict parser of JSON text as .NET's DataContractJsonSerializer writes it.

It has its own tokenizer, because usual JSON parsers drop the form that is checked here. The parser
knows nothing about the meaning of the text. Every node keeps its position and its raw text.

Refused, although JSON allows them: white space between tokens, a bare solidus in a string, a
character that the serializer escapes and the text does not, an escaped character that the
serializer leaves as it is, hexadecimal digits in upper case, a number that .NET does not write,
and a repeated member.
"""

import math
import re

# The deepest nesting: more than any delivery has, and far below Python's recursion limit.
DEEPEST = 150

# Of .NET's numbers a decimal has the most digits: 29, up to 28 of them after the point.
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,28})(?:\.[0-9]{1,28})?(?:E[+-][0-9]{2,3})?")
HEX = re.compile(r"[0-9a-f]{4}")
# Newer builds of .NET write the last five for these control characters.
SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Refused(Exception):
    """The text does not have the expected form; the message says what is wrong and where."""


class Node:
    """A JSON value: kind is one of null, boolean, number, string, array, object.

    The value of an array is a list of nodes; of an object, a list of names and nodes.
    """

    def __init__(self, kind, value, at, raw):
        self.kind, self.value, self.at, self.raw = kind, value, at, raw


def must_be_escaped(unit):
    """Whether the serializer writes this UTF-16 unit as \\u, or as one of the short escapes."""
    return (
        unit < 0x20
        or unit in (0x85, 0x2028, 0x2029)
        or 0xD800 <= unit <= 0xDFFF
        or unit >= 0xFFFE
    )


def parse(text):
    """Parses the text, which is one JSON value."""
    reader = Reader(text)
    node = reader.value(0)
    if reader.at != len(text):
        reader.refuse("there is something behind the end of the value")
    return node


class Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def refuse(self, what):
        rest = self.text[self.at : self.at + 20]
        raise Refused(f"character {self.at}: {what}, at {rest!r}")

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, token):
        if not self.text.startswith(token, self.at):
            if self.peek().isspace():
                self.refuse(f"there is white space, expected `{token}` at once")
            self.refuse(f"expected `{token}`")
        self.at += len(token)

    def value(self, depth):
        if depth > DEEPEST:
            self.refuse(f"values are nested more than {DEEPEST} deep")
        start, first = self.at, self.peek()
        if first == "{":
            kind, value = "object", self.members(depth)
        elif first == "[":
            kind, value = "array", self.items(depth)
        elif first == '"':
            kind, value = "string", self.string()
        elif first in ("t", "f"):
            kind, value = "boolean", first == "t"
            self.take("true" if value else "false")
        elif first == "n":
            kind, value = "null", None
            self.take("null")
        else:
            kind, value = "number", self.number()
        return Node(kind, value, start, self.text[start : self.at])

    def members(self, depth):
        self.take("{")
        members, names = [], set()
        while self.peek() != "}":
            if members:
                self.take(",")
            if self.peek() != '"':
                self.take('"')
            name = self.string()
            if name in names:
                self.refuse(f"the member `{name}` is there twice")
            names.add(name)
            self.take(":")
            members.append((name, self.value(depth + 1)))
        self.take("}")
        return members

    def items(self, depth):
        self.take("[")
        items = []
        while self.peek() != "]":
            if items:
                self.take(",")
            items.append(self.value(depth + 1))
        self.take("]")
        return items

    def number(self):
        found = NUMBER.match(self.text, self.at)
        if not found:
            if self.peek().isspace():
                self.refuse("there is white space, expected a value at once")
            self.refuse("expected a value")
        self.at = found.end()
        if self.peek() and self.peek() not in ",]}":
            self.refuse(f"`{found.group()}` is not the whole of a number as .NET writes it")
        if not re.search(r"[.E]", found.group()):
            return int(found.group())
        number = float(found.group())
        if math.isinf(number):
            self.refuse(f"`{found.group()}` is larger than any number of .NET")
        return number

    def string(self):
        self.take('"')
        units = []
        while self.peek() != '"':
            character = self.peek()
            if not character:
                self.refuse("the text ends within a string")
            if character == "\\":
                units.append(self.escape())
            elif character == "/":
                self.refuse("a solidus is not escaped")
            elif ord(character) > 0xFFFF or must_be_escaped(ord(character)):
                self.refuse(f"U+{ord(character):04X} is not escaped")
            else:
                units.append(character)
                self.at += 1
        self.take('"')
        try:
            joined = "".join(units).encode("utf-16-le", "surrogatepass")
            return joined.decode("utf-16-le")
        except UnicodeDecodeError:
            self.refuse("the string has half of a surrogate pair")

    def escape(self):
        self.take("\\")
        kind = self.peek()
        if kind in SHORT:
            self.at += 1
            return SHORT[kind]
        self.take("u")
        digits = HEX.match(self.text, self.at)
        if not digits:
            self.refuse("expected four hexadecimal digits in lower case")
        unit = int(digits.group(), 16)
        if not must_be_escaped(unit):
            self.refuse(f"U+{unit:04X} is escaped without need")
        self.at = digits.end()
        return chr(unit)
