Feature: Tables of an organization's own
  A client makes, changes and removes tables over the Web API. A definition is there for the next request of every client.

  @MD-100 @MD-107
  Scenario: A new table is there for the next request
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata", "SchemaName": "new_Pen", "OwnershipType": "UserOwned",
       "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]},
       "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
       "Description": {"LocalizedLabels": [{"Label": "What one writes with", "LanguageCode": 1033}]},
       "HasActivities": false, "HasNotes": true, "IsActivity": false,
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true,
         "SchemaName": "new_Name", "MaxLength": 20, "FormatName": {"Value": "Text"},
         "RequiredLevel": {"Value": "None", "CanBeChanged": true, "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings"},
         "DisplayName": {"LocalizedLabels": [{"Label": "Name", "LanguageCode": 1033}]}}]}
      """
    Then the status is 204
    And the header "OData-EntityId" matches "/api/data/v9\.2/EntityDefinitions\([0-9a-f-]{36}\)$"
    Given the user "Ada" with {"roles": ["System Administrator"]}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation

      {"new_name": "Fountain pen"}
      """
    Then the status is 201
    And "new_penid" is a guid
    And "_ownerid_value" equals {ada}
    And "statecode" equals 0
    And "statuscode" equals 1
    And "createdon" is an instant
    And "versionnumber" is a number
    And "importsequencenumber" is null
    And "overriddencreatedon" is null
    And "timezoneruleversionnumber" is null
    And "utcconversiontimezonecode" is null
    And "new_penid" is remembered as "pen"
    When a client sends
      """
      GET /api/data/v9.2/new_pens?fetchXml=<fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_name" operator="like" value="fountain%"/></filter></entity></fetch>
      """
    Then "/value/0/new_name" equals Fountain pen
    When a client sends
      """
      POST /api/data/v9.2/annotations

      {"subject": "Ink", "objectid_new_pen@odata.bind": "/new_pens({pen})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_name&$expand=new_pen_Annotations($select=subject)
      """
    Then "/new_pen_Annotations/0/subject" equals Ink

  @MD-100 @MD-107
  Scenario: The privileges of a new table, and the steps on its messages
    Given the table "new_pen"
    And the user "Ada" with {"roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/new_pens
      """
    Then the status is 403
    And "/error/message" contains "prvReadnew_Pen"
    Given the user "Ada" with {"privileges": {"prvReadnew_Pen": "Global"}}
    When a client sends
      """
      GET /api/data/v9.2/new_pens
      """
    Then the status is 200
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/privileges?$select=name&$filter=contains(name,'new_Pen')&$orderby=name
      """
    Then the rows are
      | name                |
      | prvAppendnew_Pen    |
      | prvAppendTonew_Pen  |
      | prvAssignnew_Pen    |
      | prvCreatenew_Pen    |
      | prvDeletenew_Pen    |
      | prvReadnew_Pen      |
      | prvSharenew_Pen     |
      | prvWritenew_Pen     |
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=primaryobjecttypecode&$filter=primaryobjecttypecode eq 'new_pen'&$expand=sdkmessageid($select=name)&$count=true
      """
    Then the status is 200
    And "@odata.count" differs from 0

  @MD-101
  Scenario: Other labels for a table
    Given the table "new_pen"
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      MSCRM.MergeLabels: true

      {"@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata",
       "DisplayName": {"LocalizedLabels": [{"Label": "Quill", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')

      {"@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata", "OwnershipType": "OrganizationOwned"}
      """
    Then the status is 400
    And "/error/message" equals 'OwnershipType' of the table 'new_pen' cannot be changed.
    When a client sends
      """
      PATCH /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')

      {"IsActivity": true}
      """
    Then the status is 405
    And "/error/code" equals 0x80060888
    And "/error/message" equals Operation not supported on EntityMetadata

  @MD-102
  Scenario: A removed table takes its rows, privileges and messages along
    Given the table "new_pen"
    And these rows of "new_pens"
      | as  | new_name |
      | pen | Quill    |
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/privileges?$select=name&$filter=contains(name,'new_Pen')
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?$filter=primaryobjecttypecode eq 'new_pen'
      """
    Then "value" has 0 items
    Given the table "new_pen"
    When a client sends
      """
      GET /api/data/v9.2/new_pens
      """
    Then "value" has 0 items

  @MD-102
  Scenario: A table that something depends on stays
    Given the table "new_pen"
    And the table "new_ink"
    And the lookup "new_PenId" of "new_ink" to "new_pen"
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      """
    Then the status is 400
    And "/error/code" equals 0x8004f01f
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='account')
      """
    Then the status is 400
    And "/error/code" equals 0x8004f032
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_ink')
      """
    Then the status is 204
    Given these processing steps
      | on             | stage         | does |
      | Create new_pen | PostOperation | []   |
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      """
    Then the status is 400
    And "/error/code" equals 0x8004f01f

  @MD-103 @MD-104
  Scenario Outline: A name that cannot be had: <schema name>
    Given the rule "publisher_bounds" is "<rule>"
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions

      {"SchemaName": "<schema name>", "OwnershipType": "UserOwned",
       "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]},
       "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true,
         "SchemaName": "new_Name"}]}
      """
    Then the status is <status>

    Examples:
      | schema name       | rule    | status |
      | Pen               | open    | 400    |
      | account           | open    | 400    |
      | mscrm_Pen         | open    | 400    |
      | a_Pen             | open    | 400    |
      | new_              | open    | 400    |
      | new_Pen point     | open    | 400    |
      | contoso_ReportJob | open    | 400    |
      | abc_Pen           | open    | 204    |
      | abc_Pen           | default | 400    |
      | new_Pen           | default | 204    |

  @MD-104
  Scenario: Two tables of one name, and two columns of one name
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions

      {"SchemaName": "new_PEN", "OwnershipType": "UserOwned",
       "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]},
       "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true,
         "SchemaName": "new_Name"}]}
      """
    Then the status is 400
    And "/error/code" equals 0x80047010
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_NAME"}
      """
    Then the status is 400
    And "/error/code" equals 0x80047013
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_PenId"}
      """
    Then the status is 400

  @MD-105
  Scenario Outline: Who may change definitions: <request>
    Given the table "new_pen"
    And the user "Ada" with {"privileges": {"prvReadAccount": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 403
    And "/error/message" contains "<privilege>"

    Examples:
      | request                                                                 | body                                                                                          | privilege             |
      | POST /api/data/v9.2/EntityDefinitions                                    | {"SchemaName": "new_X"}                                                                       | prvCreateEntity       |
      | PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')              | {"IsQuickCreateEnabled": true}                                                                | prvWriteEntity        |
      | DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')           | {}                                                                                            | prvDeleteEntity       |
      | POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes  | {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_X"}        | prvCreateAttribute    |
      | POST /api/data/v9.2/RelationshipDefinitions                              | {"@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata", "SchemaName": "new_X"} | prvCreateRelationship |
      | POST /api/data/v9.2/GlobalOptionSetDefinitions                           | {"@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata", "Name": "new_x"}                    | prvCreateOptionSet    |

  @MD-106 @alone
  Scenario: A transaction goes on with the tables that it began with
    Given the table "new_pen"
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: multipart/mixed; boundary=c

      --c
      Content-Type: application/http
      Content-ID: 1

      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen') HTTP/1.1

      --c--
      --b--
      """
    Then the status is 501

  @MD-10F @alone
  Scenario Outline: A kind of table that is not emulated: <member>
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions

      {"SchemaName": "new_Pen", <member>, "OwnershipType": "UserOwned",
       "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]},
       "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true,
         "SchemaName": "new_Name"}]}
      """
    Then the status is 501

    Examples:
      | member                |
      | "IsActivity": true    |
      | "HasActivities": true |
      | "TableType": "Elastic" |

  @MD-100 @alone
  Scenario: Several tables at once, as the client for Python makes them
    When a client sends
      """
      POST /api/data/v9.2/CreateEntities?SolutionUniqueName=Default

      {"Entities": [
        {"@odata.type": "Microsoft.Dynamics.CRM.ComplexEntityMetadata", "SchemaName": "new_Pen", "OwnershipType": "UserOwned",
         "DisplayName": {"@odata.type": "Microsoft.Dynamics.CRM.Label", "LocalizedLabels": [{"@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", "Label": "Pen", "LanguageCode": 1033}]},
         "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
         "HasActivities": false, "HasNotes": true, "IsActivity": false,
         "Attributes": [
           {"@odata.type": "Microsoft.Dynamics.CRM.ComplexStringAttributeMetadata", "SchemaName": "new_Name", "IsPrimaryName": true,
            "MaxLength": 200, "FormatName": {"Value": "Text"}, "RequiredLevel": {"Value": "None"}},
           {"@odata.type": "Microsoft.Dynamics.CRM.ComplexDecimalAttributeMetadata", "SchemaName": "new_Price",
            "MinValue": -100000000000.0, "MaxValue": 100000000000.0, "Precision": 2, "RequiredLevel": {"Value": "None"}},
           {"@odata.type": "Microsoft.Dynamics.CRM.ComplexDoubleAttributeMetadata", "SchemaName": "new_Weight",
            "MinValue": -100000000000.0, "MaxValue": 100000000000.0, "Precision": 5},
           {"@odata.type": "Microsoft.Dynamics.CRM.ComplexDateTimeAttributeMetadata", "SchemaName": "new_Made",
            "Format": "DateOnly", "ImeMode": "Inactive"},
           {"@odata.type": "Microsoft.Dynamics.CRM.ComplexBooleanAttributeMetadata", "SchemaName": "new_Full",
            "OptionSet": {"@odata.type": "Microsoft.Dynamics.CRM.ComplexBooleanOptionSetMetadata", "IsGlobal": false,
              "TrueOption": {"Value": 1, "Label": {"LocalizedLabels": [{"Label": "True", "LanguageCode": 1033}]}},
              "FalseOption": {"Value": 0, "Label": {"LocalizedLabels": [{"Label": "False", "LanguageCode": 1033}]}}}},
           {"@odata.type": "Microsoft.Dynamics.CRM.ComplexPicklistAttributeMetadata", "SchemaName": "new_Color",
            "OptionSet": {"@odata.type": "Microsoft.Dynamics.CRM.ComplexOptionSetMetadata", "IsGlobal": false,
              "Options": [{"@odata.type": "Microsoft.Dynamics.CRM.OptionMetadata", "Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}]}}]},
        {"@odata.type": "Microsoft.Dynamics.CRM.ComplexEntityMetadata", "SchemaName": "new_Ink", "OwnershipType": "OrganizationOwned",
         "DisplayName": {"LocalizedLabels": [{"Label": "Ink", "LanguageCode": 1033}]},
         "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Inks", "LanguageCode": 1033}]},
         "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.ComplexStringAttributeMetadata", "SchemaName": "new_Name", "IsPrimaryName": true}]}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/new_pens?$select=new_name,new_price,new_weight,new_made,new_full,new_color
      Prefer: return=representation

      {"new_name": "Quill", "new_price": 1.5, "new_weight": 0.25, "new_made": "2024-01-02T00:00:00Z", "new_full": true, "new_color": 1}
      """
    Then the status is 201
    And "new_price" equals 1.5
    And "new_color" equals 1
    When a client sends
      """
      POST /api/data/v9.2/new_inks
      Prefer: return=representation

      {"new_name": "Blue"}
      """
    Then the status is 201
    And "ownerid" is absent

  @MD-100 @MD-104 @alone
  Scenario: Of several tables at once, all are made or none
    When a client sends
      """
      POST /api/data/v9.2/CreateEntities

      {"Entities": [
        {"SchemaName": "new_Pen", "OwnershipType": "UserOwned",
         "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]},
         "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
         "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.ComplexStringAttributeMetadata", "SchemaName": "new_Name", "IsPrimaryName": true}]},
        {"SchemaName": "new_PEN", "OwnershipType": "UserOwned",
         "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]},
         "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
         "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.ComplexStringAttributeMetadata", "SchemaName": "new_Name", "IsPrimaryName": true}]}]}
      """
    Then the status is 400
    And "/error/code" equals 0x80047010
    When a client sends
      """
      GET /api/data/v9.2/new_pens
      """
    Then the status is 404

  @MD-107
  Scenario: A custom API in the background works with a table that has just been made
    Given the table "new_pen"
    And the custom API "sample_Write" bound to a row of "new_pen" that takes all steps
    And these processing steps
      | on                     | stage         | does                                       |
      | sample_Write new_pen   | PostOperation | [{"create":{"table":"new_pen","row":{"new_name":"Nib"}}}] |
    And these rows of "new_pens"
      | as  | new_name |
      | pen | Quill    |
    When a client sends
      """
      POST /api/data/v9.2/new_pens({pen})/Microsoft.Dynamics.CRM.sample_Write
      Prefer: respond-async

      {}
      """
    Then the status is 202
    Given everything settles
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$orderby=new_name
      """
    Then the rows are
      | new_name |
      | Nib      |
      | Quill    |
