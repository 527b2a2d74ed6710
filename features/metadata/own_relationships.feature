Feature: Relationships, keys and option sets of an organization's own

  @MD-120
  Scenario: A lookup with its relationship
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_account_pen",
       "ReferencedEntity": "account", "ReferencedAttribute": "accountid", "ReferencingEntity": "new_pen",
       "AssociatedMenuConfiguration": {"Behavior": "UseCollectionName", "Group": "Details", "Order": 10000,
         "Label": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]}},
       "CascadeConfiguration": {"Assign": "Cascade", "Delete": "RemoveLink", "Merge": "Cascade", "Reparent": "Cascade",
         "Share": "Cascade", "Unshare": "Cascade"},
       "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_AccountId",
         "AttributeType": "Lookup", "AttributeTypeName": {"Value": "LookupType"},
         "DisplayName": {"LocalizedLabels": [{"Label": "Account", "LanguageCode": 1033}]},
         "RequiredLevel": {"Value": "ApplicationRequired"}}}
      """
    Then the status is 204
    And the header "OData-EntityId" matches "/RelationshipDefinitions\([0-9a-f-]{36}\)$"
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation

      {"new_name": "Quill", "new_AccountId@odata.bind": "/accounts(acc00000-0000-4000-8000-000000000001)"}
      """
    Then the status is 201
    And "_new_accountid_value" equals acc00000-0000-4000-8000-000000000001
    When a client sends
      """
      GET /api/data/v9.2/accounts(acc00000-0000-4000-8000-000000000001)?$select=name&$expand=new_account_pen($select=new_name)
      """
    Then "/new_account_pen/0/new_name" equals Quill
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_account_pen",
       "ReferencedEntity": "account", "ReferencingEntity": "new_pen",
       "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_OtherId"}}
      """
    Then the status is 400
    And "/error/code" equals 0x8004432b

  @MD-013 @MD-120
  Scenario Outline: A relationship with navigation properties of other names is found at both tables: <table>
    Given the table "new_pen"
    And the table "new_ink"
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_pen_ink",
       "ReferencedEntity": "new_pen", "ReferencingEntity": "new_ink",
       "ReferencedEntityNavigationPropertyName": "new_Inks", "ReferencingEntityNavigationPropertyName": "new_Pen",
       "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_PenId"}}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='<table>')/<relationships>?$select=SchemaName,ReferencedEntity,ReferencedAttribute,ReferencingEntity,ReferencingAttribute,ReferencedEntityNavigationPropertyName,ReferencingEntityNavigationPropertyName&$filter=ReferencingAttribute eq 'new_penid'
      """
    Then "value" has 1 item
    And "/value/0/SchemaName" equals new_pen_ink
    And "/value/0/ReferencedEntity" equals new_pen
    And "/value/0/ReferencedAttribute" equals new_penid
    And "/value/0/ReferencingEntity" equals new_ink
    And "/value/0/ReferencingAttribute" equals new_penid
    And "/value/0/ReferencedEntityNavigationPropertyName" equals new_Inks
    And "/value/0/ReferencingEntityNavigationPropertyName" equals new_Pen
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='<table>')/<others>?$select=SchemaName&$filter=SchemaName eq 'new_pen_ink'
      """
    Then "value" has 0 items

    Examples:
      | table   | relationships          | others                 |
      | new_pen | OneToManyRelationships | ManyToOneRelationships |
      | new_ink | ManyToOneRelationships | OneToManyRelationships |

  @MD-121
  Scenario: What a deletion does to the rows that refer to a row
    Given the table "new_pen"
    And the table "new_ink"
    And the lookup "new_PenId" of "new_ink" to "new_pen" that restricts
    And these rows of "new_pens"
      | as  | new_name |
      | pen | Quill    |
    And these rows of "new_inks"
      | as  | new_name | new_PenId@odata.bind |
      | ink | Blue     | /new_pens({pen})     |
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})
      """
    Then the status is 405
    And "/error/code" equals 0x80040227
    When a client sends
      """
      PUT /api/data/v9.2/RelationshipDefinitions(SchemaName='new_new_pen_new_ink')

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
       "CascadeConfiguration": {"Delete": "Cascade"}}
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_inks({ink})
      """
    Then the status is 404

  @MD-122 @MD-123
  Scenario: A many-to-many relationship
    Given the table "new_pen"
    And the table "new_ink"
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata", "SchemaName": "new_pen_ink",
       "IntersectEntityName": "new_pens_inks", "Entity1LogicalName": "new_pen", "Entity2LogicalName": "new_ink"}
      """
    Then the status is 204
    Given these rows of "new_pens"
      | as  | new_name |
      | pen | Quill    |
    And these rows of "new_inks"
      | as  | new_name |
      | ink | Blue     |
    When a client sends
      """
      GET /api/data/v9.2/new_inks({ink})?$select=new_name&$expand=new_pen_ink($select=new_name)
      """
    Then "new_pen_ink" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_pen_ink
      """
    Then "value" has 0 items
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata", "SchemaName": "new_PEN_INK",
       "IntersectEntityName": "new_others", "Entity1LogicalName": "new_pen", "Entity2LogicalName": "new_ink"}
      """
    Then the status is 400
    And "/error/code" equals 0x8004432b
    When a client sends
      """
      DELETE /api/data/v9.2/RelationshipDefinitions(SchemaName='new_pen_ink')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_inks({ink})?$expand=new_pen_ink
      """
    Then the status is 400
    When a client sends
      """
      DELETE /api/data/v9.2/RelationshipDefinitions(SchemaName='new_pen_ink')
      """
    Then the status is 404

  @MD-123
  Scenario: A removed relationship takes its lookup along
    Given the table "new_pen"
    And the table "new_ink"
    And the lookup "new_PenId" of "new_ink" to "new_pen"
    When a client sends
      """
      DELETE /api/data/v9.2/RelationshipDefinitions(SchemaName='new_new_pen_new_ink')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_inks?$select=_new_penid_value
      """
    Then the status is 400
    When a client sends
      """
      DELETE /api/data/v9.2/RelationshipDefinitions(SchemaName='account_primary_contact')
      """
    Then the status is 400
    And "/error/code" equals 0x8004f032

  @MD-124
  Scenario: A customer
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/CreateCustomerRelationships

      {"Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_OwnerOfPen",
         "DisplayName": {"LocalizedLabels": [{"Label": "Customer", "LanguageCode": 1033}]}},
       "OneToManyRelationships": [
         {"SchemaName": "new_pen_customer_account", "ReferencedEntity": "account", "ReferencingEntity": "new_pen"},
         {"SchemaName": "new_pen_customer_contact", "ReferencedEntity": "contact", "ReferencingEntity": "new_pen"}]}
      """
    Then the status is 200
    And "AttributeId" is a guid
    And "RelationshipIds" has 2 items
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation,odata.include-annotations="*"

      {"new_OwnerOfPen_contact@odata.bind": "/contacts(c0000000-0000-4000-8000-000000000001)"}
      """
    Then the status is 201
    And "_new_ownerofpen_value@Microsoft.Dynamics.CRM.lookuplogicalname" equals contact

  @MD-130 @MD-132
  Scenario: An alternate key
    Given the table "new_pen"
      | column   | type    | members         |
      | new_Code | String  | "MaxLength": 10 |
      | new_Part | Integer | "MinValue": 0   |
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "new_ByCode", "KeyAttributes": ["new_code", "new_part"],
       "DisplayName": {"LocalizedLabels": [{"Label": "Code", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    And the header "OData-EntityId" matches "/Keys\([0-9a-f-]{36}\)$"
    Given these rows of "new_pens"
      | as  | new_code | new_part |
      | one | A        | 1        |
      | two | A        |          |
      | too | A        |          |
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_code": "a", "new_part": 1}
      """
    Then the status is 412
    And "/error/code" equals 0x80060892
    And "/error/message" contains "Entity Key new_ByCode violated."
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({two})

      {"new_part": 1}
      """
    Then the status is 412
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys(LogicalName='new_bycode')
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({two})

      {"new_part": 1}
      """
    Then the status is 204

  @MD-131
  Scenario Outline: What is no key: <name> over <columns>
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Code | String | "MaxLength": 10 |
      | new_Text | Memo   | "MaxLength": 10 |
      | new_Mark | String | "MaxLength": 10 |
    And these rows of "new_pens"
      | new_code | new_mark |
      | A        | X        |
      | B        | X        |
    And a client has sent
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "new_ByCode", "KeyAttributes": ["new_code"],
       "DisplayName": {"LocalizedLabels": [{"Label": "Code", "LanguageCode": 1033}]}}
      """
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "<name>", "KeyAttributes": [<columns>],
       "DisplayName": {"LocalizedLabels": [{"Label": "Key", "LanguageCode": 1033}]}}
      """
    Then the status is <status>
    And "/error/code" equals <code>

    Examples:
      | name       | columns     | status | code       |
      | new_ByCode | "new_name"  | 400    | 0x80060893 |
      | new_Other  | "new_code"  | 400    | 0x80060894 |
      | new_Other  | "new_mark"  | 412    | 0x80060892 |
      | new_Other  | "new_text"  | 400    | 0x80040203 |
      | new_Other  | "nothing"   | 400    | 0x80041103 |
      | new_Other  |             | 400    | 0x80040203 |
      | Other      | "new_name"  | 400    | 0x80044366 |

  @MD-140 @MD-141 @MD-142
  Scenario: A global option set
    When a client sends
      """
      POST /api/data/v9.2/GlobalOptionSetDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", "Name": "new_color", "OptionSetType": "Picklist",
       "DisplayName": {"LocalizedLabels": [{"Label": "Color", "LanguageCode": 1033}]},
       "Options": [{"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}},
                   {"Label": {"LocalizedLabels": [{"Label": "Red", "LanguageCode": 1033}]}}]}
      """
    Then the status is 204
    And the header "OData-EntityId" matches "/GlobalOptionSetDefinitions\([0-9a-f-]{36}\)$"
    And the id of the new row is remembered as "set"
    Given the table "new_pen"
      | column    | type     | members                                                           |
      | new_Color | Picklist | "GlobalOptionSet@odata.bind": "/GlobalOptionSetDefinitions({set})" |
    And the table "new_ink"
      | column    | type     | members                                          |
      | new_Color | Picklist | "OptionSet": {"IsGlobal": true, "Name": "new_color"} |
    When a client sends
      """
      POST /api/data/v9.2/InsertOptionValue

      {"OptionSetName": "new_color", "Label": {"LocalizedLabels": [{"Label": "Green", "LanguageCode": 1033}]}}
      """
    Then the status is 200
    And "NewOptionValue" equals 100000001
    When a client sends
      """
      POST /api/data/v9.2/new_inks
      Prefer: return=representation,odata.include-annotations="*"

      {"new_color": 100000001}
      """
    Then "new_color@OData.Community.Display.V1.FormattedValue" equals Green
    When a client sends
      """
      PUT /api/data/v9.2/GlobalOptionSetDefinitions(Name='new_color')

      {"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata",
       "DisplayName": {"LocalizedLabels": [{"Label": "Colour", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/GlobalOptionSetDefinitions(Name='new_color')
      """
    Then the status is 400
    And "/error/code" equals 0x80048417
    When a client sends
      """
      DELETE /api/data/v9.2/GlobalOptionSetDefinitions(Name='componentstate')
      """
    Then the status is 400
    And "/error/code" equals 0x80048404
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_ink')/Attributes(LogicalName='new_color')
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/GlobalOptionSetDefinitions({set})
      """
    Then the status is 204

  @MD-143
  Scenario: The options of a choice
    Given the table "new_pen"
      | column    | type     | members |
      | new_Color | Picklist | "OptionSet": {"IsGlobal": false, "Options": [{"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]} |
    When a client sends
      """
      POST /api/data/v9.2/InsertOptionValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Value": 5,
       "Label": {"LocalizedLabels": [{"Label": "Red", "LanguageCode": 1033}]}}
      """
    Then the status is 200
    And "NewOptionValue" equals 5
    When a client sends
      """
      POST /api/data/v9.2/InsertOptionValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Value": 5,
       "Label": {"LocalizedLabels": [{"Label": "Pink", "LanguageCode": 1033}]}}
      """
    Then the status is 400
    When a client sends
      """
      POST /api/data/v9.2/UpdateOptionValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Value": 5, "MergeLabels": true,
       "Label": {"LocalizedLabels": [{"Label": "Crimson", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/OrderOption

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Values": [5, 1]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/OrderOption

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Values": [5, 5]}
      """
    Then the status is 400
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation,odata.include-annotations="*"

      {"new_color": 5}
      """
    Then "new_color@OData.Community.Display.V1.FormattedValue" equals Crimson
    When a client sends
      """
      POST /api/data/v9.2/DeleteOptionValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Value": 5}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_color": 5}
      """
    Then the status is 400

  @MD-103 @MD-143
  Scenario: An option outside the publisher's range
    Given the table "new_pen"
      | column    | type     | members |
      | new_Color | Picklist | "OptionSet": {"IsGlobal": false, "Options": [{"Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]} |
    And the rule "publisher_bounds" is "default"
    When a client sends
      """
      POST /api/data/v9.2/InsertOptionValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Value": 5,
       "Label": {"LocalizedLabels": [{"Label": "Red", "LanguageCode": 1033}]}}
      """
    Then the status is 400
    And "/error/message" equals The option value 5 is outside the range of the publisher's option value prefix: expected 100000000 to 100009999.

  @MD-144
  Scenario: A reason for a state
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/InsertStatusValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "statuscode", "StateCode": 1,
       "Label": {"LocalizedLabels": [{"Label": "Empty", "LanguageCode": 1033}]}}
      """
    Then the status is 200
    And "NewOptionValue" is remembered as "empty"
    Given these rows of "new_pens"
      | as  | new_name |
      | pen | Quill    |
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})
      Prefer: return=representation,odata.include-annotations="*"

      {"statecode": 1, "statuscode": {empty}}
      """
    Then "statuscode@OData.Community.Display.V1.FormattedValue" equals Empty
    When a client sends
      """
      POST /api/data/v9.2/InsertStatusValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "statuscode", "StateCode": 7,
       "Label": {"LocalizedLabels": [{"Label": "Lost", "LanguageCode": 1033}]}}
      """
    Then the status is 400

  @MD-150
  Scenario: Publishing
    When a client sends
      """
      POST /api/data/v9.2/PublishAllXml
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/PublishXml

      {"ParameterXml": "<importexportxml><entities><entity>account</entity></entities></importexportxml>"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/PublishXml

      {"ParameterXml": "account"}
      """
    Then the status is 400
