"""PowerPlatform-Dataverse-Client, for rows: one by one, many at once, queries, batches and data frames."""

import pandas
from checks import check, equal, finish, refused, until_idle
from power_platform import client
from PowerPlatform.Dataverse.core.errors import HttpError
from PowerPlatform.Dataverse.models.filters import col
from PowerPlatform.Dataverse.models.query_builder import ExpandOption
from PowerPlatform.Dataverse.models.upsert import UpsertItem

PROJECT = "fabrikam_project"

records, query = client.records, client.query


@check("records.create")
def account():
    return records.create("account", {"name": "Adventure Works", "telephone1": "555-0100"})


@check("records.create of many")
def many():
    ids = records.create("account", [{"name": f"Many {number}", "numberofemployees": number} for number in range(5)])
    equal(len(ids), 5)
    return ids


@check("records.retrieve")
def _():
    row = records.retrieve("account", account, select=["name", "telephone1"])
    equal((row["name"], row["telephone1"]), ("Adventure Works", "555-0100"))


@check("records.retrieve with an expansion")
def _():
    row = records.retrieve("account", account, select=["name"], expand=["owninguser"], include_annotations="*")
    assert row["owninguser"]["fullname"], row


@check("records.retrieve of what is not there")
def _():
    equal(records.retrieve("account", "00000000-0000-4000-8000-000000000001"), None)


@check("records.update")
def _():
    records.update("account", account, {"telephone1": "555-0101"})
    equal(records.retrieve("account", account, select=["telephone1"])["telephone1"], "555-0101")


@check("records.update of many, to one value")
def _():
    records.update("account", many, {"fax": "555-0102"})
    equal(len(records.list("account", filter="fax eq '555-0102'")), 5)


@check("records.update of many, to a value each")
def _():
    records.update("account", many, [{"sic": str(number)} for number in range(5)])
    equal(records.retrieve("account", many[3], select=["sic"])["sic"], "3")


@check("records.list")
def _():
    rows = records.list("account", filter="startswith(name,'Many ')", select=["name"], orderby=["name desc"], top=2, count=True)
    equal([row["name"] for row in rows], ["Many 4", "Many 3"])


@check("records.list with pages")
def _():
    equal(len(records.list("account", filter=col("name").like("Many %"), page_size=2)), 5)


@check("records.list_pages")
def _():
    pages = records.list_pages("account", filter="startswith(name,'Many ')", select=["name"], page_size=2)
    equal([len(page) for page in pages], [2, 2, 1])


@check("records.upsert by an alternate key")
def _():
    bound = query.odata_bind(PROJECT, "account", account)
    item = UpsertItem(alternate_key={"fabrikam_code": "W-1"}, record={"fabrikam_name": "One"} | bound)
    records.upsert(PROJECT, [item])
    item = UpsertItem(alternate_key={"fabrikam_code": "W-1"}, record={"fabrikam_name": "One again"})
    records.upsert(PROJECT, [item])
    equal([row["fabrikam_name"] for row in records.list(PROJECT, filter="fabrikam_code eq 'W-1'")], ["One again"])


@check("records.upsert of many")
def _():
    bound = query.odata_bind(PROJECT, "account", account)
    items = [
        UpsertItem(alternate_key={"fabrikam_code": f"W-{number}"}, record={"fabrikam_name": f"Number {number}"} | bound)
        for number in (1, 2, 3)
    ]
    records.upsert(PROJECT, items)
    equal(len(records.list(PROJECT, filter="startswith(fabrikam_code,'W-')")), 3)


@check("records.create with a choice by its label")
def _():
    made = records.create("account", {"name": "By label", "industrycode": "Accounting"})
    equal(records.retrieve("account", made)["industrycode"], 1)


@check("query.builder")
def _():
    asked = query.builder("account").select("name", "numberofemployees").where(col("numberofemployees").between(1, 3))
    asked = asked.where(~(col("name") == "Many 2")).order_by("name", descending=True).include_formatted_values()
    equal([row["name"] for row in asked.execute()], ["Many 3", "Many 1"])


@check("query.builder with expansions and pages")
def _():
    asked = query.builder(PROJECT).select("fabrikam_code").where(col("fabrikam_code").in_(["W-1", "W-2", "W-3"]))
    asked = asked.expand(ExpandOption("fabrikam_AccountId").select("name")).order_by("fabrikam_code").page_size(2)
    pages = list(asked.execute_pages())
    equal([len(page) for page in pages], [2, 1])
    equal(pages[0][0]["fabrikam_AccountId"]["name"], "Adventure Works")


@check("query.builder as a data frame")
def _():
    frame = query.builder("account").select("name").where(col("name").startswith("Many ")).to_dataframe()
    equal(len(frame), 5)


FETCH = """<fetch count='2'><entity name='account'><attribute name='name'/><order attribute='name'/>
<filter><condition attribute='name' operator='like' value='Many %'/></filter></entity></fetch>"""


@check("query.fetchxml")
def _():
    equal(len(query.fetchxml(FETCH).execute()), 5)


@check("query.fetchxml with pages")
def _():
    equal([[row["name"] for row in page] for page in query.fetchxml(FETCH).execute_pages()][2], ["Many 4"])


@check("query.sql is refused by name")
def _():
    refused(lambda: query.sql("SELECT name FROM account"), HttpError, "sql", "not emulated")


@check("query.sql_columns and query.odata_select")
def _():
    names = [column["name"] for column in query.sql_columns(PROJECT)]
    assert "fabrikam_code" in names, names
    assert "fabrikam_code" in query.odata_select(PROJECT)


@check("query.odata_expands and query.odata_expand")
def _():
    equal(query.odata_expand(PROJECT, "account"), "fabrikam_AccountId")
    assert any(found["nav_property"] == "fabrikam_AccountId" for found in query.odata_expands(PROJECT))


@check("batch with rows and reads")
def _():
    batch = client.batch.new()
    batch.records.create("account", {"name": "Batch 1"})
    batch.records.create("account", [{"name": "Batch 2"}, {"name": "Batch 3"}])
    batch.records.update("account", account, {"fax": "1"})
    batch.records.retrieve("account", account, select=["name"])
    batch.records.list("account", filter="startswith(name,'Batch ')", select=["name"])
    batch.tables.get("account")
    result = batch.execute()
    assert not result.has_errors, [found.error_message for found in result.failed]
    equal(len(result.responses), 6)
    equal(len(records.list("account", filter="startswith(name,'Batch ')")), 3)


@check("batch with a change set and references")
def _():
    batch = client.batch.new()
    with batch.changeset() as changes:
        owner = changes.records.create("account", {"name": "Change 1"})
        changes.records.create("contact", {"lastname": "Change", "parentcustomerid_account@odata.bind": owner})
        changes.records.update("account", owner, {"fax": "2"})
    result = batch.execute()
    assert not result.has_errors, [found.error_message for found in result.failed]
    equal(records.list("account", filter="name eq 'Change 1'", select=["fax"]).first()["fax"], "2")


@check("batch with a failure")
def _():
    batch = client.batch.new()
    with batch.changeset() as changes:
        changes.records.create("account", {"name": "Change 2"})
        changes.records.update("account", account, {"nosuchcolumn": "2"})
    batch.records.retrieve("account", account, select=["name"])
    result = batch.execute(continue_on_error=True)
    equal([found.is_success for found in result.responses], [False, True])
    equal(len(records.list("account", filter="name eq 'Change 2'")), 0)


@check("data frames")
def _():
    frame = pandas.DataFrame([{"name": "Frame 1", "fax": "1"}, {"name": "Frame 2", "fax": None}])
    frame["accountid"] = client.dataframe.create("account", frame)
    frame["fax"] = ["3", "4"]
    client.dataframe.update("account", frame[["accountid", "fax"]], id_column="accountid")
    equal(records.retrieve("account", frame["accountid"][1], select=["fax"])["fax"], "4")
    client.dataframe.delete("account", frame["accountid"], use_bulk_delete=False)
    equal(len(records.list("account", filter="startswith(name,'Frame ')")), 0)


@check("records.delete")
def _():
    records.delete("account", many[0])
    equal(records.retrieve("account", many[0]), None)


@check("records.delete of many, one by one")
def _():
    records.delete("account", many[1:3], use_bulk_delete=False)
    equal(len(records.list("account", filter="startswith(name,'Many ')")), 2)


@check("records.delete of many by BulkDelete")
def _():
    # The deletion starts at the client's time, to which the emulator's clock comes later.
    assert records.delete("account", many[3:])
    until_idle()
    equal(len(records.list("account", filter="startswith(name,'Many ')")), 0)


finish()
