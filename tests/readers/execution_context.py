#!/usr/bin/env python3
"""Reads the RemoteExecutionContext of a webhook call from standard input and checks its form.

Written from the documentation and from captured deliveries alone, so that this reader does not
repeat a mistake of the emulator's writer. It needs the standard library only.

Prints a summary as JSON and exits with 0. For a body that the SDK's serializer could not have
written byte for byte, it prints one line that says what is wrong and where, and exits with 1.

The summary has JSON numbers: a decimal of more than 17 digits is checked in full, but shortened there.
"""

import json
import re
import sys

sys.dont_write_bytecode = True

from dotnet_json import Refused, parse  # noqa: E402

CONTRACTS = "http://schemas.microsoft.com/xrm/2011/Contracts"
CONTRACTS_2014 = "http://schemas.microsoft.com/xrm/2014/Contracts"
GENERIC = "#System.Collections.Generic"

GUID = re.compile(r'"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"')
# The serializer writes an offset on a server whose time zone is not UTC.
DATE = re.compile(r'"\\/Date\((-?[0-9]{1,15})(?:[+-][0-9]{4})?\)\\/"')
LOOKS_LIKE_DATE = re.compile(r"/Date\(")


def refuse(node, path, what):
    raise Refused(f"{path or 'the body'} (character {node.at}): {what}")


def expect(kind, node, path):
    if node.kind != kind:
        refuse(node, path, f"expected {kind}, found {node.kind}")
    return node.value


# Kinds of members: each checks a node and returns its normal form.


def null(node, path):
    return expect("null", node, path)


def boolean(node, path):
    return expect("boolean", node, path)


def text(node, path):
    return expect("string", node, path)


def number(node, path):
    return expect("number", node, path)


def integer(node, path):
    if not isinstance(expect("number", node, path), int):
        refuse(node, path, f"expected a whole number, found {node.raw}")
    return node.value


def guid(node, path):
    if not GUID.fullmatch(node.raw):
        refuse(node, path, f"expected a guid in lower case, found {node.raw}")
    return node.value


def date(node, path):
    found = DATE.fullmatch(node.raw)
    if not found:
        refuse(node, path, f'expected a date like "\\/Date(0)\\/", found {node.raw}')
    return {"type": "DateTime", "milliseconds": int(found.group(1))}


def one_of(*numbers):
    def check(node, path):
        if integer(node, path) not in numbers:
            refuse(node, path, f"expected one of {numbers}, found {node.raw}")
        return node.value

    return check


def nullable(kind):
    return lambda node, path: None if node.kind == "null" else kind(node, path)


def empty(node, path):
    if expect("array", node, path):
        refuse(node, path, "expected an empty array")
    return []


def array(kind):
    def check(node, path):
        items = enumerate(expect("array", node, path))
        return [kind(item, f"{path}[{index}]") for index, item in items]

    return check


def pairs(kind, key=text):
    """The kind of a .NET collection of keys and values. Text keys may not repeat."""

    def check(node, path):
        found = {}
        for index, item in enumerate(expect("array", node, path)):
            here = f"{path}[{index}]"
            name, value = members([("key", key), ("value", kind)], item, here).values()
            if name in found:
                refuse(item, here, f"the key `{name}` is there twice")
            found[name] = value
        return found

    return check


def shape(fields, optional=()):
    """The kind of an object without `__type`: its type is the declared one."""
    return lambda node, path: members(fields, node, path, optional)


def members(fields, node, path, optional=(), skip=0):
    """Checks that an object has these members alone, in this order. Optional members may be absent."""
    given = expect("object", node, path)[skip:]
    names, kinds = [name for name, _ in given], dict(fields)
    for name, value in given:
        if name == "__type":
            refuse(value, path, "`__type` is not first, or its object should not say its type")
        if name not in kinds:
            refuse(value, path, f"there is an unknown member `{name}`")
    for name, _ in fields:
        if name not in names and name not in optional:
            refuse(node, path, f"the member `{name}` is missing")
    order = [name for name, _ in fields if name in names]
    for name, should in zip(names, order):
        if name != should:
            refuse(node, path, f"`{name}` stands where `{should}` should, the order is wrong")
    dot = f"{path}." if path else ""
    return {name: kinds[name](value, f"{dot}{name}") for name, value in given}


def value(node, path):
    """A value with the declared type `object`: a type of the SDK needs a `__type`."""
    if node.kind == "string":
        return date(node, path) if LOOKS_LIKE_DATE.match(node.value) else node.value
    if node.kind == "array":
        return array(value)(node, path)
    if node.kind == "object":
        return typed(node, path)
    return node.value


def typed(node, path):
    if not node.value or node.value[0][0] != "__type":
        refuse(node, path, "`__type` is not the first member")
    name = text(node.value[0][1], f"{path}.__type")
    if name not in TYPES:
        refuse(node, path, f"there is an unknown type `{name}`")
    fields, optional = TYPES[name]
    found = members(fields, node, path, optional, skip=1)
    return {"type": name.split(":")[0], **found}


# The SDK's types, their members in the order of the serializer.

REFERENCE = [
    ("Id", guid),
    ("KeyAttributes", empty),
    ("LogicalName", text),
    ("Name", nullable(text)),
    ("RowVersion", nullable(text)),
]


def row(node, path):
    return members(ENTITY, node, path)


def rows(node, path):
    return members(COLLECTION, node, path)


RELATIONSHIP = [("PrimaryEntityRole", nullable(one_of(0, 1))), ("SchemaName", text)]
RELATED = [("key", shape(RELATIONSHIP)), ("value", rows)]
ENTITY = [
    ("Attributes", pairs(value)),
    ("EntityState", null),
    ("FormattedValues", pairs(text)),
    ("Id", guid),
    ("KeyAttributes", empty),
    # Rows of the open type have none.
    ("LogicalName", nullable(text)),
    ("RelatedEntities", array(shape(RELATED))),
    ("RowVersion", nullable(text)),
]
COLLECTION = [
    ("Entities", array(row)),
    ("EntityName", nullable(text)),
    ("MinActiveRowVersion", nullable(text)),
    ("MoreRecords", boolean),
    ("PagingCookie", nullable(text)),
    ("TotalRecordCount", integer),
    ("TotalRecordCountLimitExceeded", boolean),
]
COLUMNS = [("AllColumns", boolean), ("AttributeExpressions", empty), ("Columns", array(text))]
CONDITION = [
    ("AttributeName", text),
    ("CompareColumns", boolean),
    ("Operator", integer),
    ("Values", array(value)),
    ("EntityName", nullable(text)),
]


def criteria(node, path):
    return members(FILTER, node, path)


def link(node, path):
    return members(LINK, node, path)


FILTER = [
    ("Conditions", array(shape(CONDITION))),
    ("FilterOperator", one_of(0, 1)),
    ("Filters", array(criteria)),
]
ORDER = [("Alias", nullable(text)), ("AttributeName", text), ("OrderType", one_of(0, 1))]
LINK = [
    ("Columns", shape(COLUMNS)),
    ("EntityAlias", nullable(text)),
    ("JoinOperator", integer),
    ("LinkCriteria", criteria),
    ("LinkEntities", array(link)),
    ("LinkFromAttributeName", text),
    ("LinkFromEntityName", text),
    ("LinkToAttributeName", text),
    ("LinkToEntityName", text),
    ("Orders", array(shape(ORDER))),
]
PAGE = [
    ("Count", integer),
    ("PageNumber", integer),
    ("PagingCookie", nullable(text)),
    ("ReturnTotalRecordCount", boolean),
]
QUERY = [
    ("ColumnSet", shape(COLUMNS)),
    ("Criteria", criteria),
    ("Distinct", boolean),
    ("EntityName", text),
    ("LinkEntities", array(link)),
    ("Orders", array(shape(ORDER))),
    ("PageInfo", shape(PAGE)),
    ("NoLock", boolean),
    ("TopCount", integer),
    ("QueryHints", text),
]
MANAGED = [
    ("CanBeChanged", boolean),
    ("ManagedPropertyLogicalName", nullable(text)),
    ("Value", boolean),
]
REQUEST = [
    ("Parameters", pairs(value)),
    ("RequestId", nullable(guid)),
    ("RequestName", text),
]
ORGANIZATION = [
    ("DatacenterId", guid),
    ("Endpoints", pairs(text, key=one_of(0, 1, 2))),
    ("EnvironmentId", guid),
    ("FriendlyName", text),
    ("Geo", text),
    ("OrganizationId", guid),
    ("OrganizationVersion", text),
    ("State", one_of(0, 1)),
    ("TenantId", guid),
    ("UniqueName", text),
    ("UrlName", text),
]
# By the text of `__type`: the members, and the optional ones among them.
TYPES = {
    f"Money:{CONTRACTS}": ([("Value", number)], ()),
    f"OptionSetValue:{CONTRACTS}": ([("Value", integer)], ()),
    f"EntityReference:{CONTRACTS}": (REFERENCE, ()),
    f"Entity:{CONTRACTS}": (ENTITY, ()),
    f"EntityCollection:{CONTRACTS}": (COLLECTION, ()),
    f"BooleanManagedProperty:{CONTRACTS}": (MANAGED, ()),
    f"ColumnSet:{CONTRACTS}": (COLUMNS, ()),
    f"QueryExpression:{CONTRACTS}": (QUERY, ("TopCount",)),
    f"OrganizationRequest:{CONTRACTS}": (REQUEST, ()),
    f"OrganizationDetail:{CONTRACTS_2014}": (ORGANIZATION, ()),
    f"KeyValuePairOfstringstring:{GENERIC}": ([("key", text), ("value", text)], ()),
}


def context(node, path):
    return members(CONTEXT, node, path, NEWER)


# Members that later versions of the SDK have added.
NEWER = {
    "AuthenticatedUserId": guid,
    "EnvironmentId": text,
    "InitiatingUserAgent": nullable(text),
    "InitiatingUserApplicationId": guid,
    "InitiatingUserAzureActiveDirectoryObjectId": guid,
    "IsApplicationUser": boolean,
    "IsPortalsClientCall": boolean,
    "PortalsContactId": guid,
    "TenantId": guid,
    "UserAzureActiveDirectoryObjectId": guid,
}
# All members, in ordinal order, as the serializer writes them.
CONTEXT = sorted(
    [
        *NEWER.items(),
        ("BusinessUnitId", guid),
        ("CorrelationId", guid),
        ("Depth", integer),
        ("InitiatingUserId", guid),
        ("InputParameters", pairs(value)),
        ("IsExecutingOffline", boolean),
        ("IsInTransaction", boolean),
        ("IsOfflinePlayback", boolean),
        ("IsolationMode", one_of(0, 1, 2)),
        ("MessageName", text),
        ("Mode", one_of(0, 1)),
        ("OperationCreatedOn", date),
        ("OperationId", guid),
        ("OrganizationId", guid),
        ("OrganizationName", text),
        ("OutputParameters", pairs(value)),
        ("OwningExtension", shape(REFERENCE)),
        ("ParentContext", nullable(context)),
        ("PostEntityImages", pairs(row)),
        ("PreEntityImages", pairs(row)),
        ("PrimaryEntityId", guid),
        ("PrimaryEntityName", text),
        ("RequestId", nullable(guid)),
        ("SecondaryEntityName", text),
        ("SharedVariables", pairs(value)),
        ("Stage", one_of(10, 20, 30, 40, 50)),
        ("UserId", guid),
    ],
    key=lambda field: field[0],
)


def summary(found):
    """The normal form of a context: short names, ids apart, values as they were checked."""
    ids = {
        "business_unit": "BusinessUnitId",
        "correlation": "CorrelationId",
        "initiating_user": "InitiatingUserId",
        "initiating_user_object": "InitiatingUserAzureActiveDirectoryObjectId",
        "operation": "OperationId",
        "organization": "OrganizationId",
        "primary": "PrimaryEntityId",
        "request": "RequestId",
        "user": "UserId",
        "user_object": "UserAzureActiveDirectoryObjectId",
    }
    parent = found["ParentContext"]
    return {
        "message": found["MessageName"],
        "depth": found["Depth"],
        "stage": found["Stage"],
        "mode": "asynchronous" if found["Mode"] else "synchronous",
        "isolation": found["IsolationMode"],
        "in_transaction": found["IsInTransaction"],
        "created_on": found["OperationCreatedOn"]["milliseconds"],
        "organization": found["OrganizationName"],
        "table": found["PrimaryEntityName"],
        "secondary_table": found["SecondaryEntityName"],
        "step": found["OwningExtension"],
        "inputs": found["InputParameters"],
        "outputs": found["OutputParameters"],
        "shared": found["SharedVariables"],
        "pre_images": found["PreEntityImages"],
        "post_images": found["PostEntityImages"],
        "ids": {short: found[name] for short, name in ids.items() if name in found},
        "parent": summary(parent) if parent else None,
    }


def main():
    try:
        body = sys.stdin.buffer.read().decode("utf-8")
        found = context(parse(body), "")
    except UnicodeDecodeError as error:
        print(f"byte {error.start}: the body is not UTF-8", file=sys.stderr)
        return 1
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    json.dump(summary(found), sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
