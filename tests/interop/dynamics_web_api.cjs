// DynamicsWebApi 2, for rows: what reads, writes and calls, by itself and in batches; what is not emulated is refused.
"use strict";

const { assert, check, finish, load, refused, settle, url } = require("./checks.cjs");
const { DynamicsWebApi } = load("dynamics-web-api");

const PROJECTS = "fabrikam_projects";
const ACCOUNTS = "accounts";

const settings = { serverUrl: url, onTokenRefresh: async () => "me", dataApi: { version: "9.2" } };
const api = new DynamicsWebApi(settings);

async function rows() {
  const account = await check("create", async () => {
    const id = await api.create({ collection: ACCOUNTS, data: { name: "Trey Research", accountnumber: "T-1" } });
    assert.match(id, /^[0-9a-f-]{36}$/);
    return id;
  });
  await check("create with its representation and an expansion", async () => {
    const contact = await api.create({
      collection: "contacts",
      data: { lastname: "Ito", "parentcustomerid_account@odata.bind": `/accounts(${account})` },
      returnRepresentation: true,
      select: ["lastname"],
      expand: [{ property: "parentcustomerid_account", select: ["name"] }],
    });
    assert.equal(contact.lastname, "Ito");
    assert.equal(contact.parentcustomerid_account.name, "Trey Research");
  });
  await check("create through a navigation property", async () => {
    await api.create({
      collection: ACCOUNTS,
      key: account,
      navigationProperty: "contact_customer_accounts",
      data: { lastname: "Sato" },
    });
    const found = await api.retrieve({
      collection: ACCOUNTS,
      key: account,
      select: ["name"],
      expand: [{ property: "contact_customer_accounts", select: ["lastname"], orderBy: ["lastname"] }],
    });
    assert.deepEqual(found.contact_customer_accounts.map((row) => row.lastname), ["Ito", "Sato"]);
  });
  await check("create with a deep insert", async () => {
    const made = await api.create({
      collection: ACCOUNTS,
      data: { name: "Deep", primarycontactid: { lastname: "First" } },
      returnRepresentation: true,
      expand: [{ property: "primarycontactid", select: ["lastname"] }],
    });
    assert.equal(made.primarycontactid.lastname, "First");
  });
  await check("retrieve", async () => {
    const row = await api.retrieve({ collection: ACCOUNTS, key: account, select: ["name", "accountnumber"] });
    assert.equal(row.name, "Trey Research");
    assert.equal(row.accountnumber, "T-1");
  });
  await check("retrieve with annotations", async () => {
    const row = await api.retrieve({ collection: ACCOUNTS, key: account, select: ["statecode"], includeAnnotations: "*" });
    assert.equal(row.statecode_Formatted, "Active");
  });
  await check("retrieve of what has not changed", async () => {
    const row = await api.retrieve({ collection: ACCOUNTS, key: account, select: ["name"] });
    const same = await api.retrieve({ collection: ACCOUNTS, key: account, select: ["name"], ifnonematch: row["@odata.etag"] });
    assert.equal(same, null);
  });
  await check("retrieve of a navigation property", async () => {
    const user = await api.retrieve({ collection: ACCOUNTS, key: account, navigationProperty: "owninguser", select: ["fullname"] });
    assert.ok(user.fullname);
  });
  await check("retrieve of a reference", async () => {
    const reference = await api.retrieve({ collection: ACCOUNTS, key: account, select: ["owninguser/$ref"] });
    assert.equal(reference.collection, "systemusers");
    assert.match(reference.id, /^[0-9a-f-]{36}$/);
  });
  await check("retrieve of a row that does not exist", () =>
    refused(() => api.retrieve({ collection: ACCOUNTS, key: "00000000-0000-4000-8000-000000000001" }), 404, "Does Not Exist"));
  await check("update", async () => {
    const done = await api.update({ collection: ACCOUNTS, key: account, data: { telephone1: "555-0100" } });
    assert.equal(done, true);
  });
  await check("update with its representation", async () => {
    const row = await api.update({
      collection: ACCOUNTS,
      key: account,
      data: { telephone1: "555-0101" },
      returnRepresentation: true,
      select: ["telephone1"],
    });
    assert.equal(row.telephone1, "555-0101");
  });
  await check("update of another version", async () => {
    const done = await api.update({ collection: ACCOUNTS, key: account, data: { telephone1: "5" }, ifmatch: 'W/"1"' });
    assert.equal(done, false);
  });
  await check("updateSingleProperty", async () => {
    await api.updateSingleProperty({ collection: ACCOUNTS, key: account, fieldValuePair: { fax: "555-0102" } });
    assert.equal((await api.retrieve({ collection: ACCOUNTS, key: account, select: ["fax"] })).fax, "555-0102");
  });
  await check("deleteRecord of a property", async () => {
    await api.deleteRecord({ collection: ACCOUNTS, key: account, property: "fax" });
    const row = await api.retrieve({ collection: ACCOUNTS, key: account, select: ["fax"] });
    assert.equal(row.fax, null);
  });
  await check("upsert of a new row", async () => {
    const key = "a0a0a0a0-0000-4000-8000-000000000001";
    const id = await api.upsert({ collection: ACCOUNTS, key, data: { name: "Upserted" } });
    assert.equal(id, key);
    const done = await api.upsert({ collection: ACCOUNTS, key, data: { name: "Upserted twice" }, returnRepresentation: true });
    assert.equal(done.name, "Upserted twice");
  });
  await check("upsert that only creates", async () => {
    const key = "a0a0a0a0-0000-4000-8000-000000000001";
    const done = await api.upsert({ collection: ACCOUNTS, key, data: { name: "Not again" }, ifnonematch: "*" });
    assert.equal(done, null);
  });
  await check("upsert that only updates", async () => {
    const key = "a0a0a0a0-0000-4000-8000-000000000002";
    const done = await api.upsert({ collection: ACCOUNTS, key, data: { name: "Not there" }, ifmatch: "*" });
    assert.equal(done, null);
  });
  await check("create past plug-ins and with a look for duplicates", async () => {
    const options = { bypassCustomPluginExecution: true, duplicateDetection: true };
    assert.ok(await api.create({ collection: ACCOUNTS, data: { name: "Past" }, ...options }));
  });
  await check("impersonation", async () => {
    const { value } = await api.retrieveMultiple({ collection: "systemusers", select: ["systemuserid"] });
    await api.retrieve({ collection: ACCOUNTS, key: account, select: ["name"], impersonate: value[0].systemuserid });
  });
  return account;
}

async function keys(account) {
  await check("create in a table of a solution", async () => {
    for (const code of ["P-1", "P-2", "P-3"]) {
      await api.create({
        collection: PROJECTS,
        data: { fabrikam_name: `Project ${code}`, fabrikam_code: code, "fabrikam_AccountId@odata.bind": `/accounts(${account})` },
      });
    }
  });
  await check("retrieve by an alternate key", async () => {
    const row = await api.retrieve({ collection: PROJECTS, key: "fabrikam_code='P-2'", select: ["fabrikam_name"] });
    assert.equal(row.fabrikam_name, "Project P-2");
  });
  await check("update by an alternate key", () =>
    api.update({ collection: PROJECTS, key: "fabrikam_code='P-2'", data: { fabrikam_effort: 40 } }));
  await check("upsert by an alternate key", async () => {
    const data = { fabrikam_name: "Project P-4", "fabrikam_AccountId@odata.bind": `/accounts(${account})` };
    const id = await api.upsert({ collection: PROJECTS, key: "fabrikam_code='P-4'", data });
    assert.ok(id);
  });
  await check("deleteRecord by an alternate key", async () => {
    await api.deleteRecord({ collection: PROJECTS, key: "fabrikam_code='P-4'" });
    assert.equal(await api.count({ collection: PROJECTS }), 3);
  });
}

async function queries() {
  for (let number = 0; number < 7; number += 1) {
    await api.create({ collection: ACCOUNTS, data: { name: `Page ${number}`, numberofemployees: number } });
  }
  const paged = { collection: ACCOUNTS, select: ["name"], filter: "startswith(name,'Page ')", orderBy: ["name"], maxPageSize: 3 };
  await check("retrieveMultiple with filter, order and count", async () => {
    const found = await api.retrieveMultiple({ ...paged, maxPageSize: undefined, top: 2, count: true });
    assert.deepEqual(found.value.map((row) => row.name), ["Page 0", "Page 1"]);
    assert.equal(found.oDataCount, 7);
  });
  await check("retrieveMultiple with a next link", async () => {
    const first = await api.retrieveMultiple(paged);
    assert.equal(first.value.length, 3);
    const second = await api.retrieveMultiple(paged, first.oDataNextLink);
    assert.equal(second.value[0].name, "Page 3");
    const third = await api.retrieveMultiple(paged, second.oDataNextLink);
    assert.equal(third.value.length, 1);
    assert.equal(third.oDataNextLink, undefined);
  });
  await check("retrieveMultiple with expansions", async () => {
    const found = await api.retrieveMultiple({
      collection: PROJECTS,
      select: ["fabrikam_code"],
      expand: [{ property: "fabrikam_AccountId", select: ["name"], expand: [{ property: "owninguser", select: ["fullname"] }] }],
      filter: "fabrikam_AccountId/name eq 'Trey Research' and fabrikam_code ne 'P-3'",
      orderBy: ["fabrikam_code desc"],
    });
    assert.deepEqual(found.value.map((row) => row.fabrikam_code), ["P-2", "P-1"]);
    assert.ok(found.value[0].fabrikam_AccountId.owninguser.fullname);
  });
  await check("retrieveMultiple with a query function", async () => {
    const filter = "Microsoft.Dynamics.CRM.In(PropertyName='fabrikam_code',PropertyValues=['P-1','P-3'])";
    assert.equal((await api.retrieveMultiple({ collection: PROJECTS, filter })).value.length, 2);
  });
  await check("retrieveMultiple with $apply", async () => {
    const apply = "groupby((fabrikam_priority),aggregate($count as number))";
    assert.equal((await api.retrieveMultiple({ collection: PROJECTS, apply })).value[0].number, 3);
  });
  await check("retrieveMultiple with a saved query parameter of its own", async () => {
    const found = await api.retrieveMultiple({ collection: ACCOUNTS, select: ["name"], filter: "name eq @name", queryParams: ["@name='Page 5'"] });
    assert.equal(found.value.length, 1);
  });
  await check("retrieveAll", async () => assert.equal((await api.retrieveAll(paged)).value.length, 7));
  await check("count", async () => {
    assert.equal(await api.count({ collection: ACCOUNTS, filter: "startswith(name,'Page ')" }), 7);
    assert.ok((await api.count({ collection: ACCOUNTS })) > 7);
  });
  await check("countAll", async () =>
    assert.equal(await api.countAll({ collection: ACCOUNTS, filter: "startswith(name,'Page ')" }), 7));
  const fetchXml = `<fetch count="3"><entity name="account"><attribute name="name"/><order attribute="name"/>
    <filter><condition attribute="name" operator="like" value="Page %"/></filter></entity></fetch>`;
  const fetch = { collection: ACCOUNTS, fetchXml, includeAnnotations: "*" };
  await check("fetch with a paging cookie", async () => {
    const first = await api.fetch(fetch);
    assert.equal(first.value.length, 3);
    const { cookie, nextPage } = first.PagingInfo;
    const second = await api.fetch({ ...fetch, pageNumber: nextPage, pagingCookie: cookie });
    assert.equal(second.value[0].name, "Page 3");
  });
  await check("fetchAll", async () => assert.equal((await api.fetchAll(fetch)).value.length, 7));
  await check("fetch with annotations", async () => {
    const found = await api.fetch({ collection: ACCOUNTS, fetchXml, includeAnnotations: "*" });
    assert.ok(found.value[0]["@odata.etag"]);
  });
  await check("retrieveMultiple with change tracking", async () => {
    const first = await api.retrieveMultiple({ collection: ACCOUNTS, select: ["name"], trackChanges: true });
    assert.ok(first.oDataDeltaLink, JSON.stringify(Object.keys(first)));
    await api.create({ collection: ACCOUNTS, data: { name: "Tracked" } });
    const changes = await api.retrieveMultiple({ collection: ACCOUNTS, select: ["name"] }, first.oDataDeltaLink);
    assert.deepEqual(changes.value.map((row) => row.name), ["Tracked"]);
  });
}

async function associations(account) {
  const contact = await api.create({ collection: "contacts", data: { lastname: "Primary" } });
  const { fabrikam_projectid: project } = await api.retrieve({ collection: PROJECTS, key: "fabrikam_code='P-1'" });
  await check("associateSingleValued", async () => {
    const relation = { collection: ACCOUNTS, primaryKey: account, navigationProperty: "primarycontactid" };
    await api.associateSingleValued({ ...relation, relatedCollection: "contacts", relatedKey: contact });
    assert.equal((await api.retrieve({ collection: ACCOUNTS, key: account }))._primarycontactid_value, contact);
  });
  await check("disassociateSingleValued", async () => {
    await api.disassociateSingleValued({ collection: ACCOUNTS, primaryKey: account, navigationProperty: "primarycontactid" });
    assert.equal((await api.retrieve({ collection: ACCOUNTS, key: account }))._primarycontactid_value, null);
  });
  const pair = { collection: PROJECTS, primaryKey: project, relationshipName: "fabrikam_project_contact", relatedKey: contact };
  const partners = async () =>
    (await api.retrieve({ collection: PROJECTS, key: project, expand: [{ property: "fabrikam_project_contact" }] }))
      .fabrikam_project_contact.length;
  await check("associate", async () => {
    await api.associate({ ...pair, relatedCollection: "contacts" });
    assert.equal(await partners(), 1);
  });
  await check("disassociate", async () => {
    await api.disassociate(pair);
    assert.equal(await partners(), 0);
  });
  await check("associate along a collection of rows", async () => {
    const relation = { collection: ACCOUNTS, primaryKey: account, relationshipName: "contact_customer_accounts" };
    await api.associate({ ...relation, relatedCollection: "contacts", relatedKey: contact });
    const row = await api.retrieve({ collection: "contacts", key: contact, select: ["_parentcustomerid_value"] });
    assert.equal(row._parentcustomerid_value, account);
  });
}

async function operations(account) {
  await check("callFunction without parameters", async () => assert.ok((await api.callFunction("WhoAmI")).UserId));
  await check("callFunction with parameters", async () => {
    const counts = await api.callFunction({ name: "RetrieveTotalRecordCount", parameters: { EntityNames: ["account"] } });
    assert.deepEqual(counts.EntityRecordCountCollection.Keys, ["account"]);
  });
  await check("callFunction bound to a row", async () => {
    const { UserId } = await api.callFunction("WhoAmI");
    const name = "Microsoft.Dynamics.CRM.RetrieveUserPrivileges";
    const found = await api.callFunction({ name, collection: "systemusers", key: UserId });
    assert.ok(found.RolePrivileges.length > 0);
  });
  await check("callFunction with a reference", async () => {
    const { UserId } = await api.callFunction("WhoAmI");
    const name = "Microsoft.Dynamics.CRM.RetrievePrincipalAccess";
    const Target = { "@odata.id": `accounts(${account})` };
    const found = await api.callFunction({ name, collection: "systemusers", key: UserId, parameters: { Target } });
    assert.ok(found.AccessRights.includes("WriteAccess"));
  });
  await check("callFunction of a custom API", async () =>
    assert.equal((await api.callFunction("fabrikam_CountProjects")).Count, 0));
  await check("callAction of a custom API", async () => {
    const { fabrikam_projectid: id } = await api.retrieve({ collection: PROJECTS, key: "fabrikam_code='P-1'" });
    const Project = { "@odata.type": "Microsoft.Dynamics.CRM.fabrikam_project", fabrikam_projectid: id };
    const done = await api.callAction({ actionName: "fabrikam_CloseProject", action: { Project, Reason: "done" } });
    assert.equal(done.Closed, false);
  });
  await check("callAction bound to a row", async () => {
    const made = await api.callAction({
      collection: ACCOUNTS,
      key: "acc00000-0000-4000-8000-000000000001",
      actionName: "Microsoft.Dynamics.CRM.contoso_GenerateAccountReport",
      action: { ReportFormat: "CSV" },
    });
    assert.ok(made.JobId);
  });
  await check("callAction without a result", async () => {
    const Target = { "@odata.type": "Microsoft.Dynamics.CRM.account", accountid: account };
    const { BusinessUnitId } = await api.callFunction("WhoAmI");
    const team = { name: "Crew", "businessunitid@odata.bind": `/businessunits(${BusinessUnitId})` };
    const teamid = await api.create({ collection: "teams", data: team });
    const Principal = { "@odata.type": "Microsoft.Dynamics.CRM.team", teamid };
    await api.callAction({
      actionName: "GrantAccess",
      action: { Target, PrincipalAccess: { AccessMask: "ReadAccess", Principal } },
    });
  });
  await check("callAction of CreateMultiple", async () => {
    const Targets = ["Many 1", "Many 2"].map((name) => ({ "@odata.type": "Microsoft.Dynamics.CRM.account", name }));
    const actionName = "Microsoft.Dynamics.CRM.CreateMultiple";
    const { Ids } = await api.callAction({ collection: ACCOUNTS, actionName, action: { Targets } });
    assert.equal(Ids.length, 2);
    const renamed = Ids.map((accountid) => ({ "@odata.type": "Microsoft.Dynamics.CRM.account", accountid, name: "Renamed" }));
    await api.callAction({ collection: ACCOUNTS, actionName: "Microsoft.Dynamics.CRM.UpdateMultiple", action: { Targets: renamed } });
    assert.equal(await api.count({ collection: ACCOUNTS, filter: "name eq 'Renamed'" }), 2);
  });
  await check("callAction of UpsertMultiple by an alternate key", async () => {
    const target = (code) => ({
      "@odata.type": "Microsoft.Dynamics.CRM.fabrikam_project",
      "@odata.id": `fabrikam_projects(fabrikam_code='${code}')`,
      fabrikam_name: `Many ${code}`,
      "fabrikam_AccountId@odata.bind": `/accounts(${account})`,
    });
    const action = { Targets: [target("P-1"), target("P-9")] };
    await api.callAction({ collection: PROJECTS, actionName: "Microsoft.Dynamics.CRM.UpsertMultiple", action });
    assert.equal((await api.retrieve({ collection: PROJECTS, key: "fabrikam_code='P-9'" })).fabrikam_name, "Many P-9");
    await api.deleteRecord({ collection: PROJECTS, key: "fabrikam_code='P-9'" });
  });
  await check("callAction that fails", () =>
    refused(() => api.callAction({ actionName: "contoso_NoSuchApi", action: {} }), 404, "contoso_NoSuchApi"));
}

async function background() {
  const asked = { actionName: "sample_ExportDataUsingFetchXmlToAnnotation", respondAsync: true };
  const FetchXml = '<fetch><entity name="account"><attribute name="name"/></entity></fetch>';
  const started = await check("callAction in the background", async () => {
    const accepted = await api.callAction({ ...asked, action: { FetchXml } });
    assert.ok(accepted.location.includes(accepted.backgroundOperationId));
    return accepted.backgroundOperationId;
  });
  await check("getBackgroundOperationStatus", async () => {
    await settle();
    const status = await api.getBackgroundOperationStatus(started);
    assert.equal(status.backgroundOperationStatusCode, 30);
    assert.ok(status.AnnotationId);
  });
  await check("cancelBackgroundOperation of one that has ended", () =>
    assert.rejects(() => api.cancelBackgroundOperation(started), { status: 409 }));
}

async function batches() {
  await check("executeBatch with reads", async () => {
    api.startBatch();
    api.retrieveMultiple({ collection: ACCOUNTS, select: ["name"], top: 1 });
    api.callFunction("WhoAmI");
    api.count({ collection: ACCOUNTS });
    const [list, me, number] = await api.executeBatch();
    assert.equal(list.value.length, 1);
    assert.ok(me.UserId);
    assert.ok(number > 0);
  });
  await check("executeBatch with definitions", async () => {
    api.startBatch();
    api.retrieveEntity({ key: "LogicalName='account'", select: ["EntitySetName"] });
    api.retrieveAttributes({ entityKey: "LogicalName='account'", select: ["LogicalName"], filter: "AttributeType ne 'Virtual'" });
    const [entity, columns] = await api.executeBatch();
    assert.equal(entity.EntitySetName, "accounts");
    assert.ok(columns.value.length > 20);
  });
  await check("executeBatch with a change set and references", async () => {
    api.startBatch();
    api.create({ collection: ACCOUNTS, data: { name: "In a batch" }, contentId: "1" });
    api.create({ collection: "contacts", data: { lastname: "In a batch", "parentcustomerid_account@odata.bind": "$1" }, contentId: "2" });
    api.associateSingleValued({ collection: "$1", navigationProperty: "primarycontactid", relatedKey: "$2" });
    const [account, contact] = await api.executeBatch();
    const row = await api.retrieve({ collection: "contacts", key: contact });
    assert.equal(row._parentcustomerid_value, account);
    const owner = await api.retrieve({ collection: ACCOUNTS, key: account });
    assert.equal(owner._primarycontactid_value, contact);
  });
  await check("executeBatch outside of a change set", async () => {
    api.startBatch();
    api.create({ collection: ACCOUNTS, data: { name: "Alone" }, inChangeSet: false });
    api.update({ collection: ACCOUNTS, key: "acc00000-0000-4000-8000-000000000001", data: { fax: "1" }, inChangeSet: false });
    const [id, done] = await api.executeBatch();
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal(done, true);
  });
  await check("executeBatch with a failure", async () => {
    api.startBatch();
    api.create({ collection: ACCOUNTS, data: { name: "Rolled back" } });
    api.update({ collection: ACCOUNTS, key: "acc00000-0000-4000-8000-000000000001", data: { nosuchcolumn: "1" } });
    await assert.rejects(() => api.executeBatch());
    assert.equal(await api.count({ collection: ACCOUNTS, filter: "name eq 'Rolled back'" }), 0);
  });
  await check("executeBatch that goes on after an error", async () => {
    api.startBatch();
    api.retrieve({ collection: ACCOUNTS, key: "00000000-0000-4000-8000-000000000009" });
    api.callFunction("WhoAmI");
    const [error, me] = await api.executeBatch({ continueOnError: true });
    assert.match(error.error.message, /Does Not Exist/);
    assert.ok(me.UserId);
  });
}

async function rest() {
  for (const search of ["search", "query", "suggest", "autocomplete"]) {
    await check(`${search} is refused by name`, () => refused(() => api[search]({ query: { search: "trey" } }), 501, "/api/search"));
  }
  await check("entity names in the place of set names", async () => {
    const named = new DynamicsWebApi({ ...settings, useEntityNames: true });
    const found = await named.retrieveMultiple({ collection: "fabrikam_project", select: ["fabrikam_code"] });
    assert.equal(found.value.length, 3);
  });
  await check("deleteRecord", async () => {
    const id = await api.create({ collection: ACCOUNTS, data: { name: "Short" } });
    assert.equal(await api.deleteRecord({ collection: ACCOUNTS, key: id }), true);
    await refused(() => api.retrieve({ collection: ACCOUNTS, key: id }), 404, id);
  });
  await check("deleteRecord of another version", async () => {
    const id = await api.create({ collection: ACCOUNTS, data: { name: "Kept" } });
    assert.equal(await api.deleteRecord({ collection: ACCOUNTS, key: id, ifmatch: 'W/"1"' }), false);
  });
}

async function main() {
  const account = await rows();
  await keys(account);
  await queries();
  await associations(account);
  await operations(account);
  await background();
  await batches();
  await rest();
}

main().then(finish);
