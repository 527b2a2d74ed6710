// DynamicsWebApi 2, for definitions: tables, columns, relationships and option sets of the client's own.
"use strict";

const { assert, check, finish, label, load, refused, url } = require("./checks.cjs");
const { DynamicsWebApi } = load("dynamics-web-api");

const api = new DynamicsWebApi({ serverUrl: url, onTokenRefresh: async () => "me", dataApi: { version: "9.2" } });

const TABLE = {
  "@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata",
  SchemaName: "contoso_Boat",
  DisplayName: label("Boat"),
  DisplayCollectionName: label("Boats"),
  OwnershipType: "UserOwned",
  HasNotes: false,
  HasActivities: false,
  Attributes: [
    {
      "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata",
      SchemaName: "contoso_Name",
      IsPrimaryName: true,
      MaxLength: 100,
      DisplayName: label("Name"),
      RequiredLevel: { Value: "None" },
    },
  ],
};

async function definitions() {
  const STRING = "Microsoft.Dynamics.CRM.StringAttributeMetadata";
  const table = await check("createEntity", () => api.createEntity({ data: TABLE }));
  await check("create in the new table", async () => {
    const row = await api.create({ collection: "contoso_boats", data: { contoso_name: "Argo" }, returnRepresentation: true });
    assert.equal(row.contoso_name, "Argo");
  });
  await check("retrieveEntity", async () => {
    const found = await api.retrieveEntity({ key: table, select: ["LogicalName"], expand: [{ property: "Attributes", select: ["LogicalName"] }] });
    assert.equal(found.LogicalName, "contoso_boat");
    assert.ok(found.Attributes.some((column) => column.LogicalName === "contoso_name"));
  });
  await check("retrieveEntity by name", async () =>
    assert.equal((await api.retrieveEntity({ key: "LogicalName='contoso_boat'", select: ["EntitySetName"] })).EntitySetName, "contoso_boats"));
  await check("retrieveEntities", async () => {
    const found = await api.retrieveEntities({ select: ["LogicalName", "EntitySetName"], filter: "IsCustomEntity eq true" });
    assert.ok(found.value.some((one) => one.EntitySetName === "fabrikam_projects"));
  });
  await check("updateEntity", async () => {
    const whole = await api.retrieveEntity({ key: table });
    whole.DisplayName.LocalizedLabels[0].Label = "Vessel";
    await api.updateEntity({ data: whole, mergeLabels: true });
    const found = await api.retrieveEntity({ key: table, select: ["DisplayName"] });
    assert.equal(found.DisplayName.UserLocalizedLabel.Label, "Vessel");
  });
  const column = await check("createAttribute", () =>
    api.createAttribute({
      entityKey: table,
      data: { "@odata.type": STRING, SchemaName: "contoso_Harbour", MaxLength: 50, FormatName: { Value: "Text" }, DisplayName: label("Harbour"), RequiredLevel: { Value: "None" } },
    }));
  await check("retrieveAttribute", async () => {
    const found = await api.retrieveAttribute({ entityKey: table, attributeKey: column });
    assert.equal(found.SchemaName, "contoso_Harbour");
  });
  await check("retrieveAttribute with a cast", async () => {
    const key = { entityKey: "LogicalName='contoso_boat'", attributeKey: "LogicalName='contoso_harbour'" };
    assert.equal((await api.retrieveAttribute({ ...key, castType: STRING, select: ["MaxLength"] })).MaxLength, 50);
  });
  await check("retrieveAttributes", async () => {
    const found = await api.retrieveAttributes({ entityKey: table, select: ["SchemaName"], filter: "IsCustomAttribute eq true" });
    assert.ok(found.value.length >= 2);
  });
  await check("retrieveAttributes with a cast and an expansion", async () => {
    const castType = "Microsoft.Dynamics.CRM.PicklistAttributeMetadata";
    const found = await api.retrieveAttributes({ entityKey: "LogicalName='account'", castType, select: ["LogicalName"], expand: [{ property: "OptionSet", select: ["Options"] }] });
    assert.ok(found.value.every((one) => one.OptionSet.Options.length > 0));
  });
  await check("callFunction of RetrieveMetadataChanges", async () => {
    const condition = { PropertyName: "LogicalName", ConditionOperator: "Equals", Value: { Type: "System.String", Value: "contoso_boat" } };
    const Query = {
      Criteria: { FilterOperator: "And", Conditions: [condition] },
      Properties: { AllProperties: false, PropertyNames: ["SchemaName"] },
    };
    const found = await api.callFunction({ name: "RetrieveMetadataChanges", parameters: { Query } });
    assert.deepEqual(found.EntityMetadata.map((one) => one.SchemaName), ["contoso_Boat"]);
  });
  await check("callAction of PublishXml", () =>
    api.callAction({ actionName: "PublishXml", action: { ParameterXml: "<importexportxml><entities><entity>contoso_boat</entity></entities></importexportxml>" } }));
  await check("updateAttribute", async () => {
    const found = await api.retrieveAttribute({ entityKey: table, attributeKey: column });
    found.MaxLength = 80;
    await api.updateAttribute({ entityKey: table, data: found, castType: STRING, mergeLabels: true });
    assert.equal((await api.retrieveAttribute({ entityKey: table, attributeKey: column })).MaxLength, 80);
  });
}

async function relationships() {
  const KIND = "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata";
  const relationship = await check("createRelationship", () =>
    api.createRelationship({
      data: {
        "@odata.type": KIND,
        SchemaName: "contoso_account_boat",
        ReferencedEntity: "account",
        ReferencedAttribute: "accountid",
        ReferencingEntity: "contoso_boat",
        Lookup: {
          "@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata",
          SchemaName: "contoso_OwnerAccountId",
          DisplayName: label("Owner Account"),
          RequiredLevel: { Value: "None" },
        },
      },
    }));
  await check("retrieveRelationship", async () => {
    const found = await api.retrieveRelationship({ key: relationship, castType: KIND, select: ["SchemaName", "ReferencingAttribute"] });
    assert.equal(found.ReferencingAttribute, "contoso_owneraccountid");
  });
  await check("retrieveRelationships", async () => {
    const found = await api.retrieveRelationships({ castType: KIND, select: ["SchemaName"], filter: "ReferencingEntity eq 'contoso_boat'" });
    assert.ok(found.value.some((one) => one.SchemaName === "contoso_account_boat"));
  });
  await check("updateRelationship", async () => {
    const found = await api.retrieveRelationship({ key: relationship, castType: KIND });
    found.CascadeConfiguration.Delete = "Cascade";
    await api.updateRelationship({ data: found, castType: KIND });
    const after = await api.retrieveRelationship({ key: relationship, castType: KIND });
    assert.equal(after.CascadeConfiguration.Delete, "Cascade");
  });
  await check("createRelationship between many and many", async () => {
    const id = await api.createRelationship({
      data: {
        "@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
        SchemaName: "contoso_boat_contact",
        IntersectEntityName: "contoso_boat_contact",
        Entity1LogicalName: "contoso_boat",
        Entity2LogicalName: "contact",
      },
    });
    const found = await api.retrieveRelationship({ key: id });
    assert.equal(found.RelationshipType, "ManyToManyRelationship");
  });
  await check("deleteRelationship", async () => {
    await api.deleteRelationship({ key: relationship });
    await refused(() => api.retrieveRelationship({ key: relationship }), 404, relationship);
  });
}

async function optionSets() {
  const castType = "Microsoft.Dynamics.CRM.OptionSetMetadata";
  const option = (value, text) => ({ Value: value, Label: label(text) });
  const set = await check("createGlobalOptionSet", () =>
    api.createGlobalOptionSet({
      data: {
        "@odata.type": castType,
        Name: "contoso_rig",
        OptionSetType: "Picklist",
        DisplayName: label("Rig"),
        Options: [option(727000000, "Sloop"), option(727000001, "Ketch")],
      },
    }));
  await check("retrieveGlobalOptionSet", async () =>
    assert.equal((await api.retrieveGlobalOptionSet({ key: set, castType })).Options.length, 2));
  await check("retrieveGlobalOptionSet by name", async () =>
    assert.equal((await api.retrieveGlobalOptionSet({ key: "Name='contoso_rig'", castType, select: ["Name"] })).Name, "contoso_rig"));
  await check("retrieveGlobalOptionSets", async () => {
    const found = await api.retrieveGlobalOptionSets({ castType, select: ["Name"] });
    assert.ok(found.value.some((one) => one.Name === "contoso_rig"));
  });
  await check("updateGlobalOptionSet", async () => {
    const found = await api.retrieveGlobalOptionSet({ key: set });
    found.DisplayName.LocalizedLabels[0].Label = "Sails";
    await api.updateGlobalOptionSet({ data: found, castType, mergeLabels: true });
    const after = await api.retrieveGlobalOptionSet({ key: set, castType });
    assert.equal(after.DisplayName.UserLocalizedLabel.Label, "Sails");
  });
  await check("deleteGlobalOptionSet", async () => {
    await api.deleteGlobalOptionSet({ key: set });
    await refused(() => api.retrieveGlobalOptionSet({ key: set }), 404, set);
  });
}

async function main() {
  await definitions();
  await relationships();
  await optionSets();
  await check("retrieveCsdlMetadata", async () => {
    const document = await api.retrieveCsdlMetadata({ addAnnotations: true });
    assert.ok(document.includes('<EntityType Name="fabrikam_project"'));
  });
}

main().then(finish);
