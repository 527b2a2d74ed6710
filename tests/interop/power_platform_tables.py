"""PowerPlatform-Dataverse-Client, for tables of the client's own: columns, relationships, keys, and rows in them."""

import enum

from checks import check, equal, finish
from power_platform import client
from PowerPlatform.Dataverse.models.relationship import ManyToManyRelationshipMetadata

records, tables = client.records, client.tables


class Hull(enum.IntEnum):
    WOOD = 727000000
    STEEL = 727000001


@check("tables.create")
def _():
    columns = {
        "contoso_Length": "decimal",
        "contoso_Crew": {"type": "int", "min_value": 1, "max_value": 50},
        "contoso_Log": {"type": "memo", "max_length": 2000, "display_name": "Log Book"},
        "contoso_Built": "datetime",
        "contoso_Sails": "bool",
        "contoso_Draught": "float",
        "contoso_Harbour": "string",
        "contoso_Hull": Hull,
    }
    made = tables.create("contoso_Ship", columns, primary_column="contoso_ShipName", display_name="Ship")
    equal(made.entity_set_name, "contoso_ships")
    equal(len(made["columns_created"]), len(columns))


@check("tables.get")
def _():
    equal(tables.get("contoso_Ship").logical_name, "contoso_ship")
    equal(tables.get("contoso_NoShip"), None)


@check("tables.list")
def _():
    names = [found["LogicalName"] for found in tables.list(filter="IsCustomEntity eq true", select=["LogicalName"])]
    assert {"contoso_ship", "fabrikam_project"} <= set(names), names


@check("tables.add_columns")
def _():
    equal(len(tables.add_columns("contoso_Ship", {"contoso_Flag": "string", "contoso_Sunk": "bool"})), 2)


@check("tables.list_columns")
def _():
    names = [found["LogicalName"] for found in tables.list_columns("contoso_Ship", select=["LogicalName"])]
    assert {"contoso_flag", "contoso_hull"} <= set(names), names


@check("tables.list_columns with their own properties")
def _():
    found = tables.list_columns("contoso_Ship", typed=True)
    crew = next(column for column in found if column["LogicalName"] == "contoso_crew")
    equal((crew["MinValue"], crew["MaxValue"]), (1, 50))


@check("tables.get_column")
def _():
    equal(tables.get_column("contoso_Ship", "contoso_Log", typed=True)["MaxLength"], 2000)
    equal(tables.get_column("contoso_Ship", "contoso_NoColumn"), None)


@check("tables.update_column")
def _():
    tables.update_column("contoso_Ship", "contoso_Flag", {"max_length": 40, "display_name": "Colours"})
    equal(tables.get_column("contoso_Ship", "contoso_Flag", typed=True)["MaxLength"], 40)


@check("tables.update_columns")
def _():
    equal(len(tables.update_columns("contoso_Ship", {"contoso_Crew": {"max_value": 60}, "contoso_Log": {"max_length": 3000}})), 2)


@check("tables.remove_columns")
def _():
    equal(len(tables.remove_columns("contoso_Ship", ["contoso_Sunk"])), 1)


@check("rows of the new table")
def _():
    row = {"contoso_shipname": "Argo", "contoso_length": 32.5, "contoso_crew": 50, "contoso_hull": "WOOD", "contoso_sails": True}
    made = records.create("contoso_ship", row)
    found = records.retrieve("contoso_ship", made)
    equal((found["contoso_length"], found["contoso_hull"]), (32.5, Hull.WOOD))


@check("tables.create_lookup_field")
def lookup():
    made = tables.create_lookup_field("contoso_ship", "contoso_ShipOwnerId", "account", display_name="Owner Account")
    equal(made.referencing_entity, "contoso_ship")
    return made


@check("tables.get_relationship")
def _():
    equal(tables.get_relationship(lookup.relationship_schema_name).relationship_id, lookup.relationship_id)
    equal(tables.get_relationship("contoso_no_relationship"), None)


@check("tables.list_table_relationships and tables.list_relationships")
def _():
    names = [found["SchemaName"] for found in tables.list_table_relationships("contoso_ship")]
    assert lookup.relationship_schema_name in names, names
    assert tables.list_relationships(filter="SchemaName eq 'account_primary_contact'", select=["SchemaName"])


@check("tables.create_many_to_many_relationship")
def pair():
    made = tables.create_many_to_many_relationship(
        ManyToManyRelationshipMetadata("contoso_ship_contact", "contoso_ship", "contact")
    )
    equal(made.entity2_logical_name, "contact")
    return made


@check("tables.delete_relationship")
def _():
    tables.delete_relationship(pair.relationship_id)
    equal(tables.get_relationship("contoso_ship_contact"), None)


@check("tables.create_alternate_key")
def key():
    tables.create_alternate_key("contoso_Ship", "contoso_FlagKey", ["contoso_flag"])
    found = tables.get_alternate_keys("contoso_Ship")
    equal([one.schema_name for one in found], ["contoso_FlagKey"])
    # What was created bears the first id of the address in `OData-EntityId`, and that is the table's.
    return found[0]


@check("tables.delete_alternate_key")
def _():
    tables.delete_alternate_key("contoso_Ship", key.metadata_id)
    equal(tables.get_alternate_keys("contoso_Ship"), [])


@check("batch with definitions")
def _():
    batch = client.batch.new()
    batch.tables.create("contoso_Raft", {"contoso_Logs": "int"})
    batch.tables.add_columns("contoso_Ship", {"contoso_Mast": "string"})
    batch.tables.list(filter="IsCustomEntity eq true", select=["LogicalName"])
    result = batch.execute()
    assert not result.has_errors, [found.error_message for found in result.failed]
    equal(tables.get("contoso_Raft").entity_set_name, "contoso_rafts")


@check("tables.delete")
def _():
    tables.delete("contoso_Ship")
    equal(tables.get("contoso_Ship"), None)


finish()
