Feature: Definitions of an organization's own, read
  What a client has defined is read back as it was given, at the address that the answer to its creation names. What has
  changed since a client last looked is told by a stamp.

  @MD-180
  Scenario Outline: The address of something new is that of its definition: <path>
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Code | String | "MaxLength": 10 |
    When a client sends
      """
      POST /api/data/v9.2/<path>

      <body>
      """
    Then the status is 204
    Given the header "OData-EntityId" is remembered as "place"
    And the id of the new row is remembered as "id"
    When a client sends
      """
      GET {place}
      """
    Then the status is 200
    And "/MetadataId" equals {id}
    And "/<member>" equals <value>
    And "/<managed>" equals false

    Examples:
      | path | member | value | managed | body |
      | EntityDefinitions | LogicalName | new_ink | IsManaged | {"SchemaName": "new_Ink", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Ink", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Inks", "LanguageCode": 1033}]}, "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}]} |
      | EntityDefinitions(LogicalName='new_pen')/Attributes | MaxLength | 7 | IsManaged | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Mark", "MaxLength": 7} |
      | EntityDefinitions(LogicalName='account')/Attributes | EntityLogicalName | account | IsManaged | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Mark", "MaxLength": 7} |
      | EntityDefinitions(LogicalName='new_pen')/Keys | SchemaName | new_ByCode | IsManaged | {"SchemaName": "new_ByCode", "KeyAttributes": ["new_code"], "DisplayName": {"LocalizedLabels": [{"Label": "Code", "LanguageCode": 1033}]}} |
      | RelationshipDefinitions | IntersectEntityName | new_pen_account | IsManaged | {"@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata", "SchemaName": "new_pen_account", "IntersectEntityName": "new_pen_account", "Entity1LogicalName": "new_pen", "Entity2LogicalName": "account"} |
      | RelationshipDefinitions | ReferencingAttribute | new_accountid | IsManaged | {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_account_pen", "ReferencedEntity": "account", "ReferencingEntity": "new_pen", "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_AccountId"}} |
      | GlobalOptionSetDefinitions | Name | new_color | IsManaged | {"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", "Name": "new_color", "OptionSetType": "Picklist", "DisplayName": {"LocalizedLabels": [{"Label": "Color", "LanguageCode": 1033}]}, "Options": [{"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]} |

  @MD-181
  Scenario: A definition has what its publisher gave, over what the platform has without it
    Given the table "new_pen"
      | column    | type     | members |
      | new_Mail  | String   | "MaxLength": 10, "FormatName": {"Value": "Email"}, "IsAuditEnabled": {"Value": false}, "Description": {"LocalizedLabels": [{"Label": "Where to", "LanguageCode": 1033}]} |
      | new_Price | Money    | "PrecisionSource": 2 |
      | new_Color | Picklist | "OptionSet": {"IsGlobal": false, "Options": [{"Value": 7, "Color": "#0000ff", "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]} |
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_mail')/Microsoft.Dynamics.CRM.StringAttributeMetadata
      """
    Then the status is 200
    And "/FormatName/Value" equals Email
    And "/Format" equals Email
    And "/Description/UserLocalizedLabel/Label" equals Where to
    And "/IsAuditEnabled/Value" equals false
    And "/IsAuditEnabled/ManagedPropertyLogicalName" equals canmodifyauditsettings
    And "/IsCustomAttribute" equals true
    And "/IntroducedVersion" equals 1.0.0.0
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='createdon')?$select=IsCustomAttribute,IsManaged
      """
    Then "/IsCustomAttribute" equals false
    And "/IsManaged" equals false
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes/Microsoft.Dynamics.CRM.MoneyAttributeMetadata?$select=LogicalName,PrecisionSource,IsBaseCurrency,CalculationOf
      """
    Then the rows are
      | LogicalName    | PrecisionSource | IsBaseCurrency |
      | new_price      | 2               | false          |
      | new_price_base | 0               | true           |
    And "/value/0/CalculationOf" is null
    And "/value/1/CalculationOf" equals new_price
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_color')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$expand=OptionSet
      """
    Then "/OptionSet/Options/0/Value" equals 7
    And "/OptionSet/Options/0/Color" equals #0000ff
    And "/OptionSet/Options/0/Label/UserLocalizedLabel/Label" equals Blue

  @MD-182
  Scenario: The keys of a table
    Given the table "new_pen"
      | column   | type    | members         |
      | new_Code | String  | "MaxLength": 10 |
      | new_Part | Integer | "MinValue": 0   |
    And a client has sent
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "new_ByCode", "KeyAttributes": ["new_code", "new_part"],
       "DisplayName": {"LocalizedLabels": [{"Label": "Code", "LanguageCode": 1033}]}}
      """
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')?$select=LogicalName&$expand=Keys($select=SchemaName,KeyAttributes,EntityKeyIndexStatus)
      """
    Then the status is 200
    And "Keys" has 1 item
    And "/Keys/0/SchemaName" equals new_ByCode
    And "/Keys/0/KeyAttributes" equals ["new_code", "new_part"]
    And "/Keys/0/EntityKeyIndexStatus" equals Active

  @MD-183
  Scenario: What a relationship does when a row changes
    Given the table "new_pen"
    And a client has sent
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_account_pen",
       "ReferencedEntity": "account", "ReferencingEntity": "new_pen",
       "CascadeConfiguration": {"Assign": "Cascade", "Delete": "Restrict", "Merge": "NoCascade", "Reparent": "UserOwned",
         "Share": "Active", "Unshare": "Cascade"},
       "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_AccountId"}}
      """
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/OneToManyRelationships?$filter=SchemaName eq 'new_account_pen'
      """
    Then "/value/0/CascadeConfiguration/Assign" equals Cascade
    And "/value/0/CascadeConfiguration/Delete" equals Restrict
    And "/value/0/CascadeConfiguration/Merge" equals NoCascade
    And "/value/0/CascadeConfiguration/Reparent" equals UserOwned
    And "/value/0/CascadeConfiguration/Share" equals Active
    And "/value/0/CascadeConfiguration/Unshare" equals Cascade

  @MD-184 @alone
  Scenario: A definition of the platform is changed at the id that it is read with
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='annotation')?$select=MetadataId
      """
    Then "/MetadataId" is remembered as "notes"
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions({notes})/Attributes(LogicalName='subject')?$select=MetadataId
      """
    Then "/MetadataId" is remembered as "subject"
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions({notes})/Attributes({subject})

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsAuditEnabled": {"Value": false},
       "DisplayName": {"LocalizedLabels": [{"Label": "About", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions({notes})/Attributes({subject})?$select=DisplayName
      """
    Then "/DisplayName/UserLocalizedLabel/Label" equals About

  @MD-185
  Scenario: Only the tables that have changed since a stamp
    Given the table "new_pen"
    And the table "new_ink"
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]}}
      """
    Then "/ServerVersionStamp" is remembered as "stamp"
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Mark", "MaxLength": 7}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1,ClientVersionStamp='{stamp}')?@p1={"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]}}
      """
    Then the status is 200
    And "EntityMetadata" has 1 item
    And "/EntityMetadata/0/LogicalName" equals new_pen
    And "/EntityMetadata/0/HasChanged" equals true
    And "/ServerVersionStamp" differs from {stamp}
    When the SDK executes "RetrieveMetadataChanges" with
      | ClientVersionStamp | String | {stamp} |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/EntityMetadata/EntityMetadata/LogicalName" equals new_pen

  @MD-18A
  Scenario: Only the parts that have changed since a stamp
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Code | String | "MaxLength": 10 |
    And the table "new_ink"
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]}}
      """
    Then "/ServerVersionStamp" is remembered as "stamp"
    Given the lookup "new_PenId" of "new_ink" to "new_pen"
    And a client has sent
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "new_ByCode", "KeyAttributes": ["new_code"],
       "DisplayName": {"LocalizedLabels": [{"Label": "Code", "LanguageCode": 1033}]}}
      """
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1,ClientVersionStamp='{stamp}')?@p1={"Properties":{"AllProperties":false,"PropertyNames":["Attributes","Keys","OneToManyRelationships","ManyToOneRelationships"]}}
      """
    Then the status is 200
    And "EntityMetadata" has 2 items
    And "/EntityMetadata/0/LogicalName" equals new_pen
    And "/EntityMetadata/0/Attributes" has 0 items
    And "/EntityMetadata/0/Keys" has 1 item
    And "/EntityMetadata/0/Keys/0/LogicalName" equals new_bycode
    And "/EntityMetadata/0/OneToManyRelationships" has 1 item
    And "/EntityMetadata/0/OneToManyRelationships/0/SchemaName" equals new_new_pen_new_ink
    And "/EntityMetadata/1/LogicalName" equals new_ink
    And "/EntityMetadata/1/Attributes" has 2 items
    And "/EntityMetadata/1/Attributes/0/LogicalName" equals new_penid
    And "/EntityMetadata/1/Attributes/0/HasChanged" equals true
    And "/EntityMetadata/1/Attributes/1/LogicalName" equals new_penidname
    And "/EntityMetadata/1/Keys" has 0 items
    And "/EntityMetadata/1/ManyToOneRelationships" has 1 item
    And "/EntityMetadata/1/OneToManyRelationships" has 0 items

  @MD-188 @alone
  Scenario: A stamp of another organization is expired
    Given the table "new_pen"
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]}}
      """
    Then "/ServerVersionStamp" is remembered as "stamp"
    # A run that has failed leaves the organization open.
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-stamps
      """
    And a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-stamps"}
      """
    Then the status is 201
    And "url" is remembered as "other"
    When a client sends
      """
      GET {other}/api/data/v9.2/RetrieveMetadataChanges(ClientVersionStamp='{stamp}')
      """
    Then the status is 400
    And "/error/code" equals 0x80044352
    When a client sends
      """
      GET {other}/api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]}}
      """
    Then "/ServerVersionStamp" is remembered as "first stamp"
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(ClientVersionStamp='{first stamp}')
      """
    Then the status is 400
    And "/error/code" equals 0x80044352
    When the SDK executes "RetrieveMetadataChanges" with
      | ClientVersionStamp | String | {first stamp} |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147204270"
    When a client sends
      """
      DELETE {first}/_emulator/v1/organizations/{organization}-stamps
      """
    Then the status is 204

  @MD-189
  Scenario Outline: What the platform says of the columns that it adds: <column>
    Given the table "new_pen"
      | column    | type  | members          |
      | new_Price | Money | "MaxValue": 1000 |
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='<column>')?$select=Description
      """
    Then the status is 200
    And "/Description/UserLocalizedLabel/Label" equals <description>

    Examples:
      | column               | description                                                  |
      | new_penid            | Unique identifier for entity instances                       |
      | createdon            | Date and time when the record was created.                   |
      | modifiedonbehalfby   | Unique identifier of the delegate user who modified the record. |
      | statecode            | Status of the new_Pen                                        |
      | statuscode           | Reason for the status of the new_Pen                         |
      | ownerid              | Owner Id                                                     |
      | importsequencenumber | Sequence number of the import that created this record.      |
      | new_price_base       | Value of the new_Price in base currency.                     |

  @MD-186
  Scenario Outline: What was deleted since a stamp: <filters>
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Mark | String | "MaxLength": 10 |
    And the table "new_ink"
    And the lookup "new_PenId" of "new_ink" to "new_pen"
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges()
      """
    Then "/ServerVersionStamp" is remembered as "stamp"
    And "/DeletedMetadata/Keys" has 0 items
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_mark')
      """
    And a client sends
      """
      DELETE /api/data/v9.2/RelationshipDefinitions(SchemaName='new_new_pen_new_ink')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(ClientVersionStamp='{stamp}',DeletedMetadataFilters=Microsoft.Dynamics.CRM.DeletedMetadataFilters'<filters>')
      """
    Then the status is 200
    And "/DeletedMetadata/Keys" equals <kinds>

    Examples:
      | filters                | kinds                         |
      | Entity                 | []                            |
      | Attribute              | ["Attribute"]                 |
      | Attribute,Relationship | ["Attribute", "Relationship"] |
      | All                    | ["Attribute", "Relationship"] |

  @MD-187
  Scenario: The description of the Web API has what was defined
    Given the table "new_pen"
      | column    | type  | members          |
      | new_Price | Money | "MaxValue": 1000 |
    And the table "new_ink"
    And the lookup "new_PenId" of "new_ink" to "new_pen"
    And a client has sent
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_ink')/Keys

      {"SchemaName": "new_ByPen", "KeyAttributes": ["new_penid", "new_name"],
       "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]}}
      """
    When a client sends
      """
      GET /api/data/v9.2/$metadata?annotations=true
      """
    And the CSDL reader accepts the body
    Then "/types/new_pen/key" equals ["new_penid"]
    And "/types/new_pen/properties/new_price" equals Edm.Decimal
    And "/types/new_ink/properties/_new_penid_value" equals Edm.Guid
    And "/types/new_ink/alternate keys" equals [["_new_penid_value", "new_name"]]

  @MD-18B
  Scenario Outline: What is read behind a cast is written back behind it: <address>
    Given the table "new_pen"
    And the lookup "new_AccountId" of "new_pen" to "account"
    And a client has sent
      """
      POST /api/data/v9.2/GlobalOptionSetDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", "Name": "new_color", "OptionSetType": "Picklist",
       "DisplayName": {"LocalizedLabels": [{"Label": "Color", "LanguageCode": 1033}]},
       "Options": [{"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]}
      """
    When a client sends
      """
      PUT /api/data/v9.2/<address>/Microsoft.Dynamics.CRM.<type>

      <body>
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/<address>/Microsoft.Dynamics.CRM.<type>
      """
    Then the status is 200
    And "@odata.type" is absent
    And "<member>" <is>

    Examples:
      | address                                                                 | type                          | member                       | is             | body                                             |
      | RelationshipDefinitions(SchemaName='new_account_new_pen')               | OneToManyRelationshipMetadata | /CascadeConfiguration/Delete | equals Cascade | {"CascadeConfiguration": {"Delete": "Cascade"}}  |
      | GlobalOptionSetDefinitions(Name='new_color')                            | OptionSetMetadata             | /ParentOptionSetName         | is null        | {"ParentOptionSetName": null}                    |
      | EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_name') | StringAttributeMetadata   | /MaxLength                   | equals 60      | {"MaxLength": 60}                                |

  @MD-18B @alone
  Scenario: A definition is not written back behind a cast to another kind
    Given the table "new_pen"
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_name')/Microsoft.Dynamics.CRM.MoneyAttributeMetadata

      {"Precision": 2}
      """
    Then the status is 400
