"""Reads a CSDL document from the standard input and prints a summary of it as JSON, or only some of its elements.

It refuses, with one line, what is not well-formed, names that CSDL does not take or that are there twice, and references
that lead to nothing. Arguments are names of types, operations and sets: these elements are printed as they are. The
reader shares no code with the emulator.
"""

import json
import re
import sys
import xml.etree.ElementTree as xml

EDMX = "{http://docs.oasis-open.org/odata/ns/edmx}"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
NAME = re.compile(r"[^\W\d]\w{0,127}")
PRIMITIVE = {"Binary", "Boolean", "Byte", "Date", "DateTimeOffset", "Decimal", "Double", "Duration", "Guid", "Int16"}
PRIMITIVE |= {"Int32", "Int64", "SByte", "Single", "Stream", "String", "TimeOfDay"}


def refuse(reason):
    sys.exit(reason)


def tag(element):
    return element.tag.removeprefix(EDM)


def named(element):
    name = element.get("Name", "")
    if not NAME.fullmatch(name):
        refuse(f"`{name}` is no name of {tag(element)}")
    return name


class Document:
    """The schema of a document, with its namespace and its alias."""

    def __init__(self, text):
        try:
            root = xml.fromstring(text)
        except xml.ParseError as error:
            refuse(f"it is no XML: {error}")
        if root.tag != f"{EDMX}Edmx" or root.get("Version") != "4.0":
            refuse("it is no CSDL 4.0")
        self.schema = root.find(f"{EDMX}DataServices/{EDM}Schema")
        if self.schema is None:
            refuse("it has no schema")
        self.prefixes = [f"{self.schema.get(name)}." for name in ("Namespace", "Alias")]
        self.elements = {}
        for element in self.schema:
            name = named(element)
            if name in self.elements:
                refuse(f"`{name}` is there twice")
            self.elements[name] = element

    def local(self, kind):
        """The name of a type of the schema, or None for a primitive type."""
        item = kind[len("Collection("):-1] if kind.startswith("Collection(") else kind
        if item.removeprefix("Edm.") in PRIMITIVE and item.startswith("Edm."):
            return None
        for prefix in self.prefixes:
            name = item.removeprefix(prefix)
            if name != item and name in self.elements:
                return name
        refuse(f"the type `{kind}` is not there")

    def bases(self, name):
        """A type and its base types, the type itself first."""
        found = []
        while name is not None:
            if name in found:
                refuse(f"`{name}` is derived from itself")
            found.append(name)
            base = self.elements[name].get("BaseType")
            name = base and self.local(base)
        return found

    def member(self, kind, name):
        """A property of a type or of its base types."""
        for one in self.bases(kind):
            for child in self.elements[one]:
                if child.get("Name") == name:
                    return child
        refuse(f"`{kind}` has no `{name}`")


def structure(document, element):
    properties, navigations, annotations, seen = {}, {}, {}, set()
    for base in document.bases(named(element)):
        for child in document.elements[base]:
            if tag(child) in ("Property", "NavigationProperty"):
                name = named(child)
                if name in seen:
                    refuse(f"`{named(element)}` has `{name}` twice")
                seen.add(name)
    for child in element:
        if tag(child) == "Property":
            properties[named(child)] = child.get("Type")
            document.local(child.get("Type"))
            if terms := [note.get("Term").rpartition(".")[2] for note in child]:
                annotations[named(child)] = terms
        elif tag(child) == "NavigationProperty":
            navigations[named(child)] = navigation(document, named(element), child)
    summary = {"kind": tag(element), "base": element.get("BaseType"), "properties": properties}
    if tag(element) == "EntityType":
        key = [ref.get("Name") for ref in element.findall(f"{EDM}Key/{EDM}PropertyRef")]
        for name in key:
            document.member(named(element), name)
        summary |= {"key": key, "navigations": navigations, "annotations": annotations}
        if others := alternate_keys(document, element):
            summary["alternate keys"] = others
    flags = ("Abstract", "OpenType")
    return summary | {flag: True for flag in flags if element.get(flag) == "true"}


def alternate_keys(document, element):
    keys = []
    for record in element.iter(f"{EDM}Record"):
        if record.get("Type") == "OData.Community.Keys.V1.AlternateKey":
            parts = record.iter(f"{EDM}PropertyValue")
            keys.append([part.get("PropertyPath") for part in parts if part.get("Property") == "Name"])
    for name in sum(keys, []):
        document.member(named(element), name)
    return keys


def navigation(document, owner, element):
    other = document.local(element.get("Type"))
    summary = {"type": element.get("Type"), "partner": element.get("Partner")}
    if summary["partner"]:
        back = document.member(other, summary["partner"])
        if back.get("Partner") not in (None, element.get("Name")):
            refuse(f"`{owner}/{element.get('Name')}` is not the partner of its partner")
    for constraint in element.findall(f"{EDM}ReferentialConstraint"):
        document.member(owner, constraint.get("Property"))
        document.member(other, constraint.get("ReferencedProperty"))
        summary["constraint"] = [constraint.get("Property"), constraint.get("ReferencedProperty")]
    if element.get("ContainsTarget") == "true":
        summary["contained"] = True
    return summary


def operation(document, element):
    parameters, returns = {}, None
    for child in element:
        document.local(child.get("Type"))
        required = " required" if child.get("Nullable") == "false" else ""
        if tag(child) == "ReturnType":
            returns = child.get("Type")
        elif named(child) in parameters:
            refuse(f"`{named(element)}` has `{named(child)}` twice")
        else:
            parameters[named(child)] = child.get("Type") + required
    if tag(element) == "Function" and returns is None:
        refuse(f"the function `{named(element)}` returns nothing")
    bound = element.get("IsBound") == "true"
    return {"kind": tag(element), "bound": bound, "parameters": parameters, "returns": returns}


def container(document, element):
    sets, imports = {}, {}
    for child in element:
        if named(child) in sets or named(child) in imports:
            refuse(f"the container has `{named(child)}` twice")
        if tag(child) == "EntitySet":
            sets[named(child)] = document.local(child.get("EntityType"))
        else:
            imports[named(child)] = document.local(child.get("Action") or child.get("Function"))
            if document.elements[imports[named(child)]].get("IsBound") == "true":
                refuse(f"`{named(child)}` is bound and has an import")
    for child in element:
        for binding in child.findall(f"{EDM}NavigationPropertyBinding"):
            path = document.member(sets[named(child)], binding.get("Path"))
            target = sets.get(binding.get("Target"))
            if target is None or document.local(path.get("Type")) not in document.bases(target):
                refuse(f"`{binding.get('Target')}` is no set of `{binding.get('Path')}`")
    return sets, imports


def summarize(document):
    types, operations, enums, sets, imports = {}, {}, {}, {}, {}
    for name, element in document.elements.items():
        match tag(element):
            case "EntityType" | "ComplexType":
                types[name] = structure(document, element)
            case "Action" | "Function":
                operations[name] = operation(document, element)
            case "EnumType":
                enums[name] = {named(member): int(member.get("Value")) for member in element}
            case "EntityContainer":
                sets, imports = container(document, element)
            case other:
                refuse(f"there is an unknown element `{other}`")
    names = {"namespace": document.prefixes[0][:-1], "alias": document.prefixes[1][:-1]}
    return names | {"types": types, "enums": enums, "operations": operations, "sets": sets, "imports": imports}


def kept(document, names):
    """The elements with these names as text, and what the container has of them."""
    xml.register_namespace("", EDM[1:-1])
    inside = [element for element in document.schema if element.get("Name") in names]
    parts = [part for element in document.schema if tag(element) == "EntityContainer" for part in element]
    for element in inside + [part for part in parts if part.get("Name") in names]:
        text = xml.tostring(element, encoding="unicode").replace(f' xmlns="{EDM[1:-1]}"', "")
        yield re.sub(r"\n {4,8}", "\n", text).strip()


def main():
    document = Document(sys.stdin.buffer.read())
    summary = summarize(document)
    names = sys.argv[1:]
    print("\n".join(kept(document, names)) if names else json.dumps(summary))


main()
