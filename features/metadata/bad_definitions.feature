Feature: Definitions that are refused
  What is wrong with a definition is said, and nothing is written of it: afterwards the definitions have the stamp that
  they had before.

  Background:
    Given the table "new_pen"
      | column    | type     | members                                                                                                                                            |
      | new_Code  | String   | "MaxLength": 10                                                                                                                                    |
      | new_Mark  | String   | "MaxLength": 10                                                                                                                                    |
      | new_Color | Picklist | "OptionSet": {"IsGlobal": false, "Options": [{"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]} |
    And the table "new_ink"
    And the lookup "new_PenId" of "new_ink" to "new_pen" that restricts
    And a client has sent
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "new_ByCode", "KeyAttributes": ["new_code"],
       "DisplayName": {"LocalizedLabels": [{"Label": "Code", "LanguageCode": 1033}]}}
      """
    And these rows of "new_pens"
      | as  | new_name | new_code | new_mark |
      | pen | Quill    | A        | X        |
      | nib | Nib      | B        | X        |

  @MD-103 @MD-104 @MD-110
  Scenario Outline: A new part that cannot be had: <what>
    When a client sends
      """
      POST /api/data/v9.2/<set>

      <definition>
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"

    Examples:
      | what                         | set                                                     | status | code       | text                            | definition |
      | the platform's prefix        | EntityDefinitions                                       | 400    | 0x80044366 | mscrm_Nib                       | {"SchemaName": "mscrm_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nibs", "LanguageCode": 1033}]}, "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}]} |
      | a name that is taken         | EntityDefinitions                                       | 400    | 0x80047010 | new_ink                         | {"SchemaName": "new_INK", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nibs", "LanguageCode": 1033}]}, "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}]} |
      | a set that is taken          | EntityDefinitions                                       | 400    | 0x80047010 | accounts                        | {"SchemaName": "new_Nib", "EntitySetName": "accounts", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nibs", "LanguageCode": 1033}]}, "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}]} |
      | two primary names            | EntityDefinitions                                       | 400    | 0x80040203 | 2 primary names                 | {"SchemaName": "new_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nibs", "LanguageCode": 1033}]}, "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}, {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Title"}]} |
      | a wrong column after a right | EntityDefinitions                                       | 400    | 0x80040203 | MaxLength                       | {"SchemaName": "new_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nibs", "LanguageCode": 1033}]}, "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}, {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Title", "MaxLength": 4001}]} |
      | two columns of one name      | EntityDefinitions                                       | 400    | 0x80047013 | new_title                       | {"SchemaName": "new_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nibs", "LanguageCode": 1033}]}, "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}, {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Title"}, {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_TITLE"}]} |
      | a column that is there       | EntityDefinitions(LogicalName='new_pen')/Attributes     | 400    | 0x80047013 | new_code                        | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_CODE"} |
      | the primary key              | EntityDefinitions(LogicalName='new_pen')/Attributes     | 400    | 0x80047013 | new_penid                       | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_PenId"} |
      | a column of the platform     | EntityDefinitions(LogicalName='new_pen')/Attributes     | 400    | 0x80044366 | CreatedOn                       | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "CreatedOn"} |
      | a base amount that is there  | EntityDefinitions(LogicalName='new_ink')/Attributes     | 400    | 0x80047013 | new_name                        | {"@odata.type": "Microsoft.Dynamics.CRM.MoneyAttributeMetadata", "SchemaName": "new_Name"} |
      | two options of one value     | EntityDefinitions(LogicalName='new_pen')/Attributes     | 400    | 0x80047010 | option value '7'                | {"@odata.type": "Microsoft.Dynamics.CRM.PicklistAttributeMetadata", "SchemaName": "new_Size", "OptionSet": {"IsGlobal": false, "Options": [{"Value": 7, "Label": {"LocalizedLabels": [{"Label": "S", "LanguageCode": 1033}]}}, {"Value": 7, "Label": {"LocalizedLabels": [{"Label": "M", "LanguageCode": 1033}]}}]}} |
      | a relationship that is there | RelationshipDefinitions                                 | 400    | 0x8004432b | new_NEW_pen_new_ink             | {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_NEW_pen_new_ink", "ReferencedEntity": "account", "ReferencingEntity": "new_pen", "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_OtherId"}} |
      | a lookup to no table         | RelationshipDefinitions                                 | 400    | 0x80041102 | nosuch                          | {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_pen_nosuch", "ReferencedEntity": "nosuch", "ReferencingEntity": "new_pen", "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_OtherId"}} |
      | a navigation that is there   | RelationshipDefinitions                                 | 400    | 0x8004432b | createdby                       | {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_account_pen", "ReferencedEntity": "account", "ReferencingEntity": "new_pen", "ReferencingEntityNavigationPropertyName": "createdby", "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_OtherId"}} |
      | a key over equal values      | EntityDefinitions(LogicalName='new_pen')/Keys           | 412    | 0x80060892 | 'new_bymark' of 'new_pen'       | {"SchemaName": "new_ByMark", "KeyAttributes": ["new_mark"], "DisplayName": {"LocalizedLabels": [{"Label": "Mark", "LanguageCode": 1033}]}} |
      | the platform's set           | GlobalOptionSetDefinitions                              | 400    | 0x80044366 | componentstate                  | {"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", "Name": "componentstate", "Options": []} |

  @MD-101 @MD-111
  Scenario Outline: A change that cannot be made: <what>
    When a client sends
      """
      PUT /api/data/v9.2/<address>

      <definition>
      """
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | what                | address                                                                      | text                              | definition |
      | a text to a number  | EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_mark')  | cannot be changed to IntegerAttributeMetadata: it is StringAttributeMetadata | {"@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata", "MaxValue": 5} |
      | a choice to choices | EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_color') | it is PicklistAttributeMetadata   | {"@odata.type": "Microsoft.Dynamics.CRM.MultiSelectPicklistAttributeMetadata"} |
      | a lookup to a text  | EntityDefinitions(LogicalName='new_ink')/Attributes(LogicalName='new_penid') | it is LookupAttributeMetadata     | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "MaxLength": 5} |
      | the ownership       | EntityDefinitions(LogicalName='new_pen')                                     | 'OwnershipType'                   | {"@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata", "OwnershipType": "OrganizationOwned"} |
      | the schema name     | EntityDefinitions(LogicalName='new_pen')                                     | 'SchemaName'                      | {"@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata", "SchemaName": "new_Quill"} |
      | the primary name    | EntityDefinitions(LogicalName='new_pen')                                     | 'PrimaryNameAttribute'            | {"@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata", "PrimaryNameAttribute": "new_code"} |

  @MD-109 @MD-102 @MD-112
  Scenario Outline: A removal that cannot be made names what depends on the part: <address>
    Given these processing steps
      | on             | stage         | filteringattributes | name      | does |
      | Update new_pen | PostOperation | new_mark            | Mark pens | []   |
      | Update new_ink | PostOperation |                     | Dry inks  | []   |
    When a client sends
      """
      DELETE /api/data/v9.2/<address>
      """
    Then the status is 400
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_code,new_mark
      """
    Then "new_code" equals A
    And "new_mark" equals X

    Examples:
      | address                                                                      | code       | text                 |
      | EntityDefinitions(LogicalName='new_ink')                                     | 0x8004f01f | the step 'Dry inks'  |
      | EntityDefinitions(LogicalName='new_pen')                                     | 0x8004f01f | the step 'Mark pens' |
      | EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_mark')  | 0x8004f01f | the step 'Mark pens' |
      | EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_code')  | 0x8004f01f | new_bycode           |
      | EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_penid') | 0x8004f01f | new_pen              |

  @MD-109 @MD-102
  Scenario: A table is not removed while a lookup or a custom API depends on it
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      """
    Then the status is 400
    And "/error/code" equals 0x8004f01f
    And "/error/message" contains "new_ink.new_penid"
    Given the custom API "sample_Dip" bound to a row of "new_ink"
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_ink')
      """
    Then the status is 400
    And "/error/code" equals 0x8004f01f
    And "/error/message" contains "the custom API 'sample_Dip'"

  @MD-121
  Scenario: A row that a required lookup restricts stays
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_pen_cap",
       "ReferencedEntity": "new_pen", "ReferencingEntity": "new_ink", "CascadeConfiguration": {"Delete": "Restrict"},
       "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_CapId",
         "RequiredLevel": {"Value": "ApplicationRequired"}}}
      """
    Then the status is 204
    Given these rows of "new_inks"
      | as  | new_name | new_CapId@odata.bind |
      | ink | Blue     | /new_pens({pen})     |
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})
      """
    Then the status is 405
    And "/error/code" equals 0x80040227
    When the SDK executes "Delete" with
      | Target | EntityReference | new_pen({pen}) |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220953"
    When a client sends
      """
      GET /api/data/v9.2/new_inks({ink})?$select=_new_capid_value
      """
    Then "/_new_capid_value" equals {pen}

  @MD-103
  Scenario Outline: Another publisher's prefix and option value: <what>
    Given the rule "publisher_bounds" is "default"
    When a client sends
      """
      POST /api/data/v9.2/<address>

      <definition>
      """
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | what                          | address                                             | text                                   | definition |
      | a column                      | EntityDefinitions(LogicalName='new_pen')/Attributes | must start with a valid customization prefix: 'new' | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "abc_Size"} |
      | a relationship                | RelationshipDefinitions                             | must start with a valid customization prefix: 'new' | {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "abc_account_pen", "ReferencedEntity": "account", "ReferencingEntity": "new_pen", "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_OtherId"}} |
      | a key                         | EntityDefinitions(LogicalName='new_pen')/Keys       | must start with a valid customization prefix: 'new' | {"SchemaName": "abc_ByName", "KeyAttributes": ["new_name"], "DisplayName": {"LocalizedLabels": [{"Label": "Name", "LanguageCode": 1033}]}} |
      | an option of a new column     | EntityDefinitions(LogicalName='new_pen')/Attributes | The option value 7 is outside the range | {"@odata.type": "Microsoft.Dynamics.CRM.PicklistAttributeMetadata", "SchemaName": "new_Size", "OptionSet": {"IsGlobal": false, "Options": [{"Value": 100000000, "Label": {"LocalizedLabels": [{"Label": "S", "LanguageCode": 1033}]}}, {"Value": 7, "Label": {"LocalizedLabels": [{"Label": "M", "LanguageCode": 1033}]}}]}} |
      | an option of a new global set | GlobalOptionSetDefinitions                          | The option value 100010000 is outside the range | {"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", "Name": "new_size", "Options": [{"Value": 100010000, "Label": {"LocalizedLabels": [{"Label": "S", "LanguageCode": 1033}]}}]} |
      | an option that is added       | InsertOptionValue                                   | The option value 99999999 is outside the range | {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Value": 99999999, "Label": {"LocalizedLabels": [{"Label": "Red", "LanguageCode": 1033}]}} |

  @MD-108
  Scenario: Nothing is left of what was refused
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]}}
      """
    Then "/ServerVersionStamp" is remembered as "stamp"
    When a client sends a batch with the preference "odata.continue-on-error" of
      """
      POST /api/data/v9.2/EntityDefinitions

      {"SchemaName": "new_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"},
         {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Title", "MaxLength": 4001}]}
      ---
      POST /api/data/v9.2/EntityDefinitions

      {"SchemaName": "new_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"},
         {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_PenId", "Targets": ["new_pen"]}]}
      ---
      POST /api/data/v9.2/CreateEntities

      {"Entities": [{"SchemaName": "new_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}]},
       {"SchemaName": "new_Nib", "OwnershipType": "UserOwned", "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}, "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"}]}]}
      ---
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.MoneyAttributeMetadata", "SchemaName": "new_Code"}
      ---
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "new_ByMark", "KeyAttributes": ["new_mark"], "DisplayName": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}}
      ---
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_pen_code",
       "ReferencedEntity": "account", "ReferencingEntity": "new_pen", "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_CodeId", "RequiredLevel": {"Value": "SystemRequired"}}}
      ---
      POST /api/data/v9.2/CreateCustomerRelationships

      {"Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_Customer"},
       "OneToManyRelationships": [
         {"SchemaName": "new_pen_customer_account", "ReferencedEntity": "account", "ReferencingEntity": "new_pen"},
         {"SchemaName": "new_pen_customer_nosuch", "ReferencedEntity": "nosuch", "ReferencingEntity": "new_pen"}]}
      ---
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_mark')

      {"@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata", "SchemaName": "new_Mark", "MaxValue": 5}
      ---
      POST /api/data/v9.2/InsertOptionValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Value": 1, "Label": {"LocalizedLabels": [{"Label": "Nib", "LanguageCode": 1033}]}}
      ---
      POST /api/data/v9.2/OrderOption

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_color", "Values": [1, 2]}
      ---
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      ---
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_code')
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1    | 400    |
      | 2    | 400    |
      | 3    | 400    |
      | 4    | 400    |
      | 5    | 412    |
      | 6    | 400    |
      | 7    | 400    |
      | 8    | 400    |
      | 9    | 400    |
      | 10   | 400    |
      | 11   | 400    |
      | 12   | 400    |
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(ClientVersionStamp='{stamp}')
      """
    Then the status is 200
    And "EntityMetadata" has 0 items
    And "/ServerVersionStamp" equals {stamp}
    When a client sends
      """
      GET /api/data/v9.2/privileges?$select=name&$filter=endswith(name,'new_Nib')
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_code,new_mark
      """
    Then "new_code" equals A
    And "new_mark" equals X
