Feature: Columns of an organization's own
  Columns of every type are made over the Web API, and are written, read and compared at once.

  @MD-110
  Scenario Outline: A column of the type <type>
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.<type>AttributeMetadata", "SchemaName": "new_Value", <members>,
       "RequiredLevel": {"Value": "ApplicationRequired"},
       "DisplayName": {"LocalizedLabels": [{"Label": "Value", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    And the header "OData-EntityId" matches "/EntityDefinitions\([0-9a-f-]{36}\)/Attributes\([0-9a-f-]{36}\)$"
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation

      {"new_name": "One", "new_value": <value>}
      """
    Then the status is 201
    And "new_value" equals <read>
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$filter=new_value eq <literal>
      """
    Then the rows are
      | new_name |
      | One      |
    When a client sends
      """
      GET /api/data/v9.2/new_pens?fetchXml=<query>
      """
    Then the rows are
      | new_name |
      | One      |
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_name": "Two", "new_value": <unfit>}
      """
    Then the status is 400

    Examples:
      | type | members | value | read | literal | unfit | query |
      | String | "MaxLength": 5, "FormatName": {"Value": "Email"} | "a@b.c" | a@b.c | 'A@B.C' | "123456" | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="like" value="a@%"/></filter></entity></fetch> |
      | Memo | "MaxLength": 7, "Format": "TextArea" | "ab" | ab | 'AB' | "12345678" | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="like" value="a%"/></filter></entity></fetch> |
      | Integer | "MinValue": -5, "MaxValue": 5, "Format": "None" | -5 | -5 | -5 | 6 | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="eq" value="-5"/></filter></entity></fetch> |
      | BigInt | "MinValue": 0 | 9007199254740 | 9007199254740 | 9007199254740 | "x" | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="eq" value="9007199254740"/></filter></entity></fetch> |
      | Decimal | "MinValue": 0, "MaxValue": 100, "Precision": 3 | 1.125 | 1.125 | 1.125 | 101 | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="gt" value="1.12"/></filter></entity></fetch> |
      | Double | "MinValue": 0, "MaxValue": 100, "Precision": 3 | 0.25 | 0.25 | 0.25 | -1 | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="lt" value="0.26"/></filter></entity></fetch> |
      | Money | "MinValue": 0, "MaxValue": 1000, "PrecisionSource": 2 | 12.5 | 12.5 | 12.5 | 1001 | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="ge" value="12.5"/></filter></entity></fetch> |
      | Boolean | "DefaultValue": false, "OptionSet": {"TrueOption": {"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Full", "LanguageCode": 1033}]}}, "FalseOption": {"Value": 0, "Label": {"LocalizedLabels": [{"Label": "Empty", "LanguageCode": 1033}]}}} | true | true | true | "x" | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="eq" value="1"/></filter></entity></fetch> |
      | Picklist | "OptionSet": {"IsGlobal": false, "OptionSetType": "Picklist", "Options": [{"Value": 7, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]} | 7 | 7 | 7 | 8 | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="eq" value="7"/></filter></entity></fetch> |
      | DateTime | "DateTimeBehavior": {"Value": "UserLocal"}, "Format": "DateAndTime" | "2024-01-02T03:04:05Z" | 2024-01-02T03:04:05Z | 2024-01-02T03:04:05Z | "x" | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="on" value="2024-01-02"/></filter></entity></fetch> |
      | DateTime | "DateTimeBehavior": {"Value": "DateOnly"}, "Format": "DateOnly" | "2024-01-02" | 2024-01-02 | 2024-01-02 | "x" | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="on" value="2024-01-02"/></filter></entity></fetch> |
      | DateTime | "DateTimeBehavior": {"Value": "TimeZoneIndependent"} | "2024-01-02T03:04:05Z" | 2024-01-02T03:04:05Z | 2024-01-02T03:04:05Z | "x" | <fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_value" operator="on" value="2024-01-02"/></filter></entity></fetch> |

  @MD-110
  Scenario: Default values and formatted values
    Given the table "new_pen"
      | column    | type     | members                                                                                                                                                                                                     |
      | new_Full  | Boolean  | "DefaultValue": true, "OptionSet": {"TrueOption": {"Label": {"LocalizedLabels": [{"Label": "Full", "LanguageCode": 1033}]}}, "FalseOption": {"Label": {"LocalizedLabels": [{"Label": "Empty", "LanguageCode": 1033}]}}} |
      | new_Color | Picklist | "DefaultFormValue": 100000001, "OptionSet": {"IsGlobal": false, "Options": [{"Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}, {"Label": {"LocalizedLabels": [{"Label": "Red", "LanguageCode": 1033}]}}]} |
    When a client sends
      """
      POST /api/data/v9.2/new_pens?$select=new_full,new_color
      Prefer: return=representation,odata.include-annotations="*"

      {}
      """
    Then the status is 201
    And "new_full" equals true
    And "new_full@OData.Community.Display.V1.FormattedValue" equals Full
    And "new_color" equals 100000001
    And "new_color@OData.Community.Display.V1.FormattedValue" equals Red

  @MD-113
  Scenario: An amount has a column in the base currency
    Given the table "new_pen"
      | column    | type  | members          |
      | new_Price | Money | "MaxValue": 1000 |
    When a client sends
      """
      POST /api/data/v9.2/new_pens?$select=new_price,new_price_base
      Prefer: return=representation

      {"new_price": 12.5, "new_price_base": 99}
      """
    Then "new_price_base" equals 12.5
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_price_base')
      """
    Then the status is 400
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_price')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_price_base
      """
    Then the status is 400

  @MD-111
  Scenario: Other labels and limits for a column, and another type
    Given the table "new_pen"
      | column    | type    | members                        |
      | new_Width | Integer | "MinValue": 0, "MaxValue": 10 |
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_width')
      MSCRM.MergeLabels: true

      {"@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata", "MaxValue": 20,
       "DisplayName": {"LocalizedLabels": [{"Label": "Width of the nib", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_width": 15}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_width": -1}
      """
    Then the status is 400
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_width')

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "MaxLength": 20}
      """
    Then the status is 400
    And "/error/message" equals The type of the column 'new_width' of 'new_pen' cannot be changed to StringAttributeMetadata: it is IntegerAttributeMetadata.
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "MaxLength": 12}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name": "Fourth Coffee"}
      """
    Then the status is 400

  @MD-112
  Scenario Outline: A column that stays: <column>
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Code | String | "MaxLength": 10 |
    And a client has sent
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Keys

      {"SchemaName": "new_ByCode", "KeyAttributes": ["new_code"],
       "DisplayName": {"LocalizedLabels": [{"Label": "Code", "LanguageCode": 1033}]}}
      """
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='<table>')/Attributes(LogicalName='<column>')
      """
    Then the status is <status>
    And "/error/code" equals <code>

    Examples:
      | table   | column    | status | code       |
      | new_pen | new_name  | 400    | 0x80047002 |
      | new_pen | new_penid | 400    | 0x8004f01f |
      | new_pen | new_code  | 400    | 0x8004f01f |
      | account | name      | 400    | 0x80047002 |
      | account | revenue   | 400    | 0x8004f032 |
      | account | nothing   | 400    | 0x80041103 |

  @MD-112
  Scenario: A removed column is gone, and its name is free
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Code | String | "MaxLength": 10 |
    And these rows of "new_pens"
      | as  | new_name | new_code |
      | pen | Quill    | Q        |
    And these processing steps
      | on             | stage         | filteringattributes | does |
      | Update new_pen | PostOperation | new_code            | []   |
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_code')
      """
    Then the status is 400
    And "/error/code" equals 0x8004f01f
    And "/error/message" contains "is referenced by 1 other components"
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps?$select=sdkmessageprocessingstepid&$filter=filteringattributes eq 'new_code'
      """
    Then "/value/0/sdkmessageprocessingstepid" is remembered as "step"
    When a client sends
      """
      DELETE /api/data/v9.2/sdkmessageprocessingsteps({step})
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_code')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})
      """
    Then "new_name" equals Quill
    And "new_code" is absent
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata", "SchemaName": "new_Code"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_code
      """
    Then "new_code" is null

  @MD-10F @alone
  Scenario Outline: A kind of column that is not emulated: <type> with <members>
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.<type>AttributeMetadata", "SchemaName": "new_Value", <members>}
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" equals <what> is not emulated.
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_value
      """
    Then the status is 400

    Examples:
      | type             | members                                        | what                                                |
      | String           | "AutoNumberFormat": "P-{SEQNUM:4}"             | A column with an AutoNumberFormat                   |
      | String           | "SourceType": 1                                | A calculated or rolled-up column                    |
      | Integer          | "SourceType": 1, "FormulaDefinition": "1 + 1" | A calculated or rolled-up column                    |
      | Money            | "SourceType": 2                                | A calculated or rolled-up column                    |
      | Decimal          | "SourceType": 3                                | A calculated or rolled-up column                    |
      | DateTime         | "FormulaDefinition": "1 + 1"                  | A calculated or rolled-up column                    |
      | String           | "IsSecured": true                              | A column with security of its own                   |
      | Picklist         | "IsSecured": true                              | A column with security of its own                   |
      | EntityName       | "IsSecured": false                             | A column of the type EntityNameAttributeMetadata    |
      | ManagedProperty  | "IsSecured": false                             | A column of the type ManagedPropertyAttributeMetadata |
      | UniqueIdentifier | "IsSecured": false                             | A column of the type UniqueIdentifierAttributeMetadata |

  @MD-10F @alone
  Scenario Outline: A change to a kind of column that is not emulated: <members>
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Code | String | "MaxLength": 10 |
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_code')

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", <members>}
      """
    Then the status is 501
    And "/error/message" equals <what> is not emulated.

    Examples:
      | members                            | what                              |
      | "AutoNumberFormat": "P-{SEQNUM:4}" | A column with an AutoNumberFormat |
      | "SourceType": 2                    | A calculated or rolled-up column  |
      | "IsSecured": true                  | A column with security of its own |

  @MD-10F @alone
  Scenario: A lookup with security of its own is not emulated
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", "SchemaName": "new_account_pen",
       "ReferencedEntity": "account", "ReferencingEntity": "new_pen",
       "Lookup": {"@odata.type": "Microsoft.Dynamics.CRM.LookupAttributeMetadata", "SchemaName": "new_AccountId", "IsSecured": true}}
      """
    Then the status is 501
    And "/error/message" equals A column with security of its own is not emulated.

  @MD-110
  Scenario Outline: What is no column: <type> with <members>
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.<type>AttributeMetadata", "SchemaName": "new_Value", <members>}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_value
      """
    Then the status is 400

    Examples:
      | type     | members                                                                                   |
      | String   | "MaxLength": 4001                                                                         |
      | String   | "MaxLength": 0                                                                            |
      | Integer  | "MinValue": 2, "MaxValue": 1                                                              |
      | Decimal  | "Precision": 11                                                                           |
      | Money    | "Precision": 5                                                                            |
      | Double   | "MaxValue": 1e300                                                                         |
      | DateTime | "DateTimeBehavior": {"Value": "Yesterday"}                                                |
      | String   | "RequiredLevel": {"Value": "SystemRequired"}                                              |
      | String   | "DisplayName": {"LocalizedLabels": [{"Label": "Wert", "LanguageCode": 1031}]}             |
      | Picklist | "MaxLength": 1                                                                            |
      | Lookup   | "Targets": ["account"]                                                                    |

  @MD-110
  Scenario: A column of several choices
    Given the table "new_pen"
      | column     | type                | members |
      | new_Colors | MultiSelectPicklist | "OptionSet": {"IsGlobal": false, "Options": [{"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}, {"Value": 2, "Label": {"LocalizedLabels": [{"Label": "Red", "LanguageCode": 1033}]}}, {"Value": 12, "Label": {"LocalizedLabels": [{"Label": "Green", "LanguageCode": 1033}]}}]} |
    And these rows of "new_pens"
      | new_name | new_colors |
      | Green    | "12"       |
      | None     |            |
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation,odata.include-annotations="*"

      {"new_name": "Two", "new_colors": "2,1,2"}
      """
    Then the status is 201
    And "new_colors" equals "1,2"
    And "new_colors@OData.Community.Display.V1.FormattedValue" equals Blue; Red
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$filter=Microsoft.Dynamics.CRM.ContainValues(PropertyName='new_colors',PropertyValues=['2'])
      """
    Then the rows are
      | new_name |
      | Two      |
    When a client sends
      """
      GET /api/data/v9.2/new_pens?fetchXml=<fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_colors" operator="contain-values"><value>1</value><value>12</value></condition></filter><order attribute="new_name"/></entity></fetch>
      """
    Then the rows are
      | new_name |
      | Green    |
      | Two      |
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$filter=new_colors eq '2,1'
      """
    Then the rows are
      | new_name |
      | Two      |
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_colors": "1,3"}
      """
    Then the status is 400
    When a client sends
      """
      POST /api/data/v9.2/InsertOptionValue

      {"EntityLogicalName": "new_pen", "AttributeLogicalName": "new_colors", "Value": 3,
       "Label": {"LocalizedLabels": [{"Label": "Black", "LanguageCode": 1033}]}}
      """
    Then the status is 200
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_colors": "1,3"}
      """
    Then the status is 204
