// DynamicsWebApi 1.7.3, the last of the old line: its positional calls, and its batches, whose lines end with LF alone.
"use strict";

const { assert, check, finish, label, load, refused, url } = require("./checks.cjs");
const DynamicsWebApi = load("dynamics-web-api-1");

const ACCOUNTS = "accounts";
const PROJECTS = "fabrikam_projects";

const api = new DynamicsWebApi({
  webApiUrl: `${url}/api/data/v9.1/`,
  onTokenRefresh: (use) => use("me"),
});

async function rows() {
  const account = await check("create", async () => {
    const id = await api.create({ name: "Old Trey", accountnumber: "O-1" }, ACCOUNTS);
    assert.match(id, /^[0-9a-f-]{36}$/);
    return id;
  });
  await check("create with its representation", async () => {
    const row = await api.create({ lastname: "Old Ito" }, "contacts", "return=representation", ["lastname"]);
    assert.equal(row.lastname, "Old Ito");
  });
  await check("createRequest", async () => {
    const entity = { name: "Old Deep", primarycontactid: { lastname: "Old First" } };
    const row = await api.createRequest({ collection: ACCOUNTS, entity, returnRepresentation: true, select: ["name"] });
    assert.equal(row.name, "Old Deep");
  });
  await check("retrieve", async () => {
    const row = await api.retrieve(account, ACCOUNTS, ["name"], [{ property: "owninguser", select: ["fullname"] }]);
    assert.equal(row.name, "Old Trey");
    assert.ok(row.owninguser.fullname);
  });
  await check("retrieveRequest with annotations", async () => {
    const row = await api.retrieveRequest({ collection: ACCOUNTS, key: account, select: ["statecode"], includeAnnotations: "*" });
    assert.equal(row.statecode_Formatted, "Active");
  });
  await check("retrieve of a row that does not exist", () =>
    refused(() => api.retrieve("00000000-0000-4000-8000-000000000001", ACCOUNTS), 404, "Does Not Exist"));
  await check("update", async () => assert.equal(await api.update(account, ACCOUNTS, { telephone1: "555-0200" }), true));
  await check("updateRequest of another version", async () =>
    assert.equal(await api.updateRequest({ collection: ACCOUNTS, key: account, entity: { telephone1: "5" }, ifmatch: 'W/"1"' }), false));
  await check("updateSingleProperty", async () => {
    await api.updateSingleProperty(account, ACCOUNTS, { fax: "555-0201" });
    assert.equal((await api.retrieve(account, ACCOUNTS, ["fax"])).fax, "555-0201");
  });
  await check("upsert", async () => {
    const key = "a0a0a0a0-0000-4000-8000-000000000011";
    assert.equal(await api.upsert(key, ACCOUNTS, { name: "Old Upserted" }), key);
  });
  await check("upsert and retrieve by an alternate key", async () => {
    await api.upsert("fabrikam_code='O-1'", PROJECTS, { fabrikam_name: "Old", "fabrikam_AccountId@odata.bind": `/accounts(${account})` });
    assert.equal((await api.retrieve("fabrikam_code='O-1'", PROJECTS, ["fabrikam_name"])).fabrikam_name, "Old");
  });
  await check("deleteRecord of a property", async () => {
    await api.deleteRecord(account, ACCOUNTS, "fax");
    assert.equal((await api.retrieve(account, ACCOUNTS, ["fax"])).fax, null);
  });
  await check("deleteRequest of another version", async () =>
    assert.equal(await api.deleteRequest({ collection: ACCOUNTS, key: account, ifmatch: 'W/"1"' }), false));
  return account;
}

async function queries() {
  for (let number = 0; number < 5; number += 1) {
    await api.create({ name: `Old Page ${number}` }, ACCOUNTS);
  }
  const filter = "startswith(name,'Old Page ')";
  await check("retrieveMultiple", async () => assert.equal((await api.retrieveMultiple(ACCOUNTS, ["name"], filter)).value.length, 5));
  await check("retrieveMultipleRequest with a next link", async () => {
    const asked = { collection: ACCOUNTS, select: ["name"], filter, orderBy: ["name"], maxPageSize: 3, count: true };
    const first = await api.retrieveMultipleRequest(asked);
    assert.equal(first.oDataCount, 5);
    const second = await api.retrieveMultipleRequest(asked, first.oDataNextLink);
    assert.deepEqual(second.value.map((row) => row.name), ["Old Page 3", "Old Page 4"]);
  });
  await check("retrieveAll and retrieveAllRequest", async () => {
    assert.equal((await api.retrieveAll(ACCOUNTS, ["name"], filter)).value.length, 5);
    assert.equal((await api.retrieveAllRequest({ collection: ACCOUNTS, select: ["name"], filter, maxPageSize: 2 })).value.length, 5);
  });
  await check("count and countAll", async () => {
    // Without a filter the client asks for `$count`, and cannot read the byte order mark before the number.
    assert.equal(await api.count(ACCOUNTS, filter), 5);
    assert.equal(await api.countAll(ACCOUNTS, filter), 5);
  });
  const fetchXml = `<fetch count="2"><entity name="account"><attribute name="name"/><order attribute="name"/>
    <filter><condition attribute="name" operator="like" value="Old Page %"/></filter></entity></fetch>`;
  await check("fetch with a paging cookie", async () => {
    const first = await api.fetch(ACCOUNTS, fetchXml, "*");
    const { cookie, nextPage } = first.PagingInfo;
    const second = await api.fetch(ACCOUNTS, fetchXml, "*", nextPage, cookie);
    assert.equal(second.value[0].name, "Old Page 2");
  });
  await check("fetchAll", async () => assert.equal((await api.fetchAll(ACCOUNTS, fetchXml, "*")).value.length, 5));
}

async function associations(account) {
  const contact = await api.create({ lastname: "Old Primary" }, "contacts");
  const { fabrikam_projectid: project } = await api.retrieve("fabrikam_code='O-1'", PROJECTS, ["fabrikam_projectid"]);
  await check("associateSingleValued and disassociateSingleValued", async () => {
    const primary = async () => (await api.retrieve(account, ACCOUNTS, ["_primarycontactid_value"]))._primarycontactid_value;
    await api.associateSingleValued(ACCOUNTS, account, "primarycontactid", "contacts", contact);
    assert.equal(await primary(), contact);
    await api.disassociateSingleValued(ACCOUNTS, account, "primarycontactid");
    assert.equal(await primary(), null);
  });
  await check("associate and disassociate", async () => {
    const expand = [{ property: "fabrikam_project_contact", select: ["lastname"] }];
    const partners = async () => (await api.retrieve(project, PROJECTS, ["fabrikam_code"], expand)).fabrikam_project_contact.length;
    await api.associate(PROJECTS, project, "fabrikam_project_contact", "contacts", contact);
    assert.equal(await partners(), 1);
    await api.disassociate(PROJECTS, project, "fabrikam_project_contact", contact);
    assert.equal(await partners(), 0);
  });
}

async function operations() {
  await check("executeUnboundFunction", async () => assert.ok((await api.executeUnboundFunction("WhoAmI")).UserId));
  await check("executeUnboundFunction with parameters", async () => {
    const found = await api.executeUnboundFunction("RetrieveTotalRecordCount", { EntityNames: ["account"] });
    assert.deepEqual(found.EntityRecordCountCollection.Keys, ["account"]);
  });
  await check("executeBoundFunction", async () => {
    const { UserId } = await api.executeUnboundFunction("WhoAmI");
    const found = await api.executeBoundFunction(UserId, "systemusers", "Microsoft.Dynamics.CRM.RetrieveUserPrivileges");
    assert.ok(found.RolePrivileges.length > 0);
  });
  await check("executeUnboundAction", async () => {
    const FetchXml = '<fetch><entity name="account"><attribute name="name"/></entity></fetch>';
    assert.ok((await api.executeUnboundAction("sample_ExportDataUsingFetchXmlToAnnotation", { FetchXml })).AnnotationId);
  });
  await check("executeBoundAction", async () => {
    const account = "acc00000-0000-4000-8000-000000000001";
    const action = "Microsoft.Dynamics.CRM.contoso_GenerateAccountReport";
    assert.ok((await api.executeBoundAction(account, ACCOUNTS, action, { ReportFormat: "CSV" })).JobId);
  });
}

async function batches() {
  await check("executeBatch with reads", async () => {
    api.startBatch();
    api.retrieveMultipleRequest({ collection: ACCOUNTS, select: ["name"], top: 1 });
    api.executeUnboundFunction("WhoAmI");
    const [list, me] = await api.executeBatch();
    assert.equal(list.value.length, 1);
    assert.ok(me.UserId);
  });
  await check("executeBatch with a change set and a reference", async () => {
    api.startBatch();
    api.createRequest({ collection: "contacts", entity: { lastname: "Old Batch" }, contentId: "1" });
    api.createRequest({ collection: ACCOUNTS, entity: { name: "Old Batch", "primarycontactid@odata.bind": "$1" } });
    const [contact, account] = await api.executeBatch();
    assert.equal((await api.retrieve(account, ACCOUNTS, ["_primarycontactid_value"]))._primarycontactid_value, contact);
  });
  await check("executeBatch with one change", async () => {
    api.startBatch();
    api.create({ lastname: "Old Solo" }, "contacts");
    const [contact] = await api.executeBatch();
    assert.equal((await api.retrieve(contact, "contacts", ["lastname"])).lastname, "Old Solo");
  });
  await check("executeBatch with a failure", async () => {
    api.startBatch();
    api.create({ name: "Old Rolled Back" }, ACCOUNTS);
    api.update("acc00000-0000-4000-8000-000000000001", ACCOUNTS, { nosuchcolumn: "1" });
    await assert.rejects(() => api.executeBatch());
    assert.equal(await api.count(ACCOUNTS, "name eq 'Old Rolled Back'"), 0);
  });
}

async function definitions() {
  const STRING = "Microsoft.Dynamics.CRM.StringAttributeMetadata";
  const column = (SchemaName, rest) => ({
    "@odata.type": STRING,
    SchemaName,
    MaxLength: 100,
    DisplayName: label(SchemaName),
    RequiredLevel: { Value: "None" },
    ...rest,
  });
  const table = await check("createEntity", () =>
    api.createEntity({
      "@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata",
      SchemaName: "contoso_Canoe",
      DisplayName: label("Canoe"),
      DisplayCollectionName: label("Canoes"),
      OwnershipType: "UserOwned",
      HasNotes: false,
      HasActivities: false,
      Attributes: [column("contoso_Name", { IsPrimaryName: true })],
    }));
  await check("retrieveEntity and updateEntity", async () => {
    const whole = await api.retrieveEntity(table);
    assert.equal(whole.LogicalName, "contoso_canoe");
    whole.DisplayName.LocalizedLabels[0].Label = "Kayak";
    await api.updateEntity(whole, true);
    assert.equal((await api.retrieveEntity(table, ["DisplayName"])).DisplayName.UserLocalizedLabel.Label, "Kayak");
  });
  await check("retrieveEntities", async () =>
    assert.equal((await api.retrieveEntities(["LogicalName"], "LogicalName eq 'contoso_canoe'")).value.length, 1));
  await check("createAttribute, retrieveAttribute and updateAttribute", async () => {
    const id = await api.createAttribute(table, column("contoso_Paddle"));
    const found = await api.retrieveAttribute(table, id, STRING);
    assert.equal(found.MaxLength, 100);
    found.MaxLength = 120;
    await api.updateAttribute(table, found, STRING, true);
    assert.equal((await api.retrieveAttribute(table, id, STRING, ["MaxLength"])).MaxLength, 120);
  });
  await check("retrieveAttributes", async () =>
    assert.equal((await api.retrieveAttributes(table, STRING, ["LogicalName"], "LogicalName eq 'contoso_paddle'")).value.length, 1));
  const KIND = "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata";
  await check("createRelationship, retrieveRelationship, updateRelationship and deleteRelationship", async () => {
    const id = await api.createRelationship({
      "@odata.type": KIND,
      SchemaName: "contoso_contact_canoe",
      ReferencedEntity: "contact",
      ReferencedAttribute: "contactid",
      ReferencingEntity: "contoso_canoe",
      Lookup: {
        "@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata",
        SchemaName: "contoso_CaptainId",
        DisplayName: label("Captain"),
        RequiredLevel: { Value: "None" },
      },
    });
    const found = await api.retrieveRelationship(id, KIND);
    found.CascadeConfiguration.Delete = "Restrict";
    await api.updateRelationship(found, KIND);
    assert.equal((await api.retrieveRelationship(id, KIND)).CascadeConfiguration.Delete, "Restrict");
    assert.equal((await api.retrieveRelationships(KIND, ["SchemaName"], "SchemaName eq 'contoso_contact_canoe'")).value.length, 1);
    await api.deleteRelationship(id);
  });
  const SET = "Microsoft.Dynamics.CRM.OptionSetMetadata";
  await check("createGlobalOptionSet, retrieveGlobalOptionSet, updateGlobalOptionSet and deleteGlobalOptionSet", async () => {
    const id = await api.createGlobalOptionSet({
      "@odata.type": SET,
      Name: "contoso_wood",
      OptionSetType: "Picklist",
      DisplayName: label("Wood"),
      Options: [{ Value: 727000000, Label: label("Birch") }],
    });
    const found = await api.retrieveGlobalOptionSet(id);
    found.DisplayName.LocalizedLabels[0].Label = "Timber";
    await api.updateGlobalOptionSet(found, true);
    assert.equal((await api.retrieveGlobalOptionSet(id, SET)).DisplayName.UserLocalizedLabel.Label, "Timber");
    assert.ok((await api.retrieveGlobalOptionSets(SET, ["Name"])).value.some((one) => one.Name === "contoso_wood"));
    await api.deleteGlobalOptionSet(id);
  });
}

async function main() {
  const account = await rows();
  await queries();
  await associations(account);
  await operations();
  await batches();
  await definitions();
  await check("deleteRecord", async () => {
    await api.deleteRecord(account, ACCOUNTS);
    await refused(() => api.retrieve(account, ACCOUNTS), 404, account);
  });
}

main().then(finish);
