Feature: The description of the Web API
  `GET $metadata` describes tables, types and operations in OData's Common Schema Definition Language. A reader of the
  suite's own holds that names are unique and that every reference leads to something.

  @MD-200 @MD-20A
  Scenario: The document is CSDL in XML
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      Accept: application/xml
      """
    Then the status is 200
    And the header "Content-Type" is "application/xml"
    And the header "OData-Version" is "4.0"
    When the CSDL reader accepts the body
    Then "/namespace" equals Microsoft.Dynamics.CRM
    And "/alias" equals mscrm

  @MD-201
  Scenario: Tables are entity types
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/types/account/kind" equals EntityType
    And "/types/account/base" equals mscrm.crmbaseentity
    And "/types/account/key" equals ["accountid"]
    And "/types/crmbaseentity/Abstract" equals true
    And "/types/crmbaseentity/properties" equals {}
    And "/types/expando/base" equals mscrm.crmbaseentity
    And "/types/expando/OpenType" equals true
    And "/types/principal/Abstract" equals true
    And "/types/principal/key" equals ["ownerid"]
    And "/types/systemuser/base" equals mscrm.principal

  @MD-202
  Scenario Outline: The type of <table>'s <property> is <type>
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/types/<table>/properties/<property>" equals <type>

    Examples:
      | table               | property                | type                         |
      | account             | accountid               | Edm.Guid                     |
      | account             | name                    | Edm.String                   |
      | account             | description             | Edm.String                   |
      | account             | numberofemployees       | Edm.Int32                    |
      | account             | industrycode            | Edm.Int32                    |
      | account             | creditonhold            | Edm.Boolean                  |
      | account             | revenue                 | Edm.Decimal                  |
      | account             | address1_latitude       | Edm.Double                   |
      | account             | createdon               | Edm.DateTimeOffset           |
      | account             | versionnumber           | Edm.Int64                    |
      | account             | _primarycontactid_value | Edm.Guid                     |
      | contact             | birthdate               | Edm.Date                     |
      | customapi           | iscustomizable          | mscrm.BooleanManagedProperty |
      | backgroundoperation | inputparameters         | Edm.String                   |

  @MD-203
  Scenario: Relationships are navigation properties, with their partner and the lookup that holds the key
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/types/account/navigations/primarycontactid" equals {"type":"mscrm.contact","partner":"account_primary_contact","constraint":["_primarycontactid_value","contactid"]}
    And "/types/contact/navigations/account_primary_contact" equals {"type":"Collection(mscrm.account)","partner":"primarycontactid"}
    And "/types/contact/navigations/parentcustomerid_account" equals {"type":"mscrm.account","partner":"contact_customer_accounts","constraint":["_parentcustomerid_value","accountid"]}
    And "/types/account/navigations/createdby" equals {"type":"mscrm.systemuser","partner":"lk_accountbase_createdby","constraint":["_createdby_value","systemuserid"]}
    And "/types/account/navigations/ownerid" equals {"type":"mscrm.principal","partner":"owner_accounts","constraint":["_ownerid_value","ownerid"]}
    And "/types/systemuser/navigations/systemuserroles_association" equals {"type":"Collection(mscrm.role)","partner":"systemuserroles_association"}

  @MD-204
  Scenario: The container has the entity sets of the service document
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/sets/accounts" equals account
    And "/sets/backgroundoperations" equals backgroundoperation
    And "/sets/systemuserrolescollection" equals systemuserroles
    And "/imports/WhoAmI" equals WhoAmI

  @MD-205 @MD-207 @MD-20B
  Scenario: Messages are functions and actions
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/operations/WhoAmI" equals {"kind":"Function","bound":false,"parameters":{},"returns":"mscrm.WhoAmIResponse"}
    And "/types/WhoAmIResponse/properties" equals {"BusinessUnitId":"Edm.Guid","UserId":"Edm.Guid","OrganizationId":"Edm.Guid"}
    And "/operations/RetrieveCurrentOrganization/parameters" equals {"AccessType":"mscrm.EndpointAccessType"}
    And "/operations/AddPrivilegesRole" equals {"kind":"Action","bound":true,"parameters":{"entity":"mscrm.role required","Privileges":"Collection(mscrm.RolePrivilege) required"},"returns":null}
    And "/imports/AddPrivilegesRole" is absent
    And "/operations/Create" is absent
    And "/enums/EndpointAccessType" equals {"Default":0,"Internet":1,"Intranet":2}
    And "/enums/PrivilegeDepth/Global" equals 3
    And "/types/RolePrivilege/properties/Depth" equals mscrm.PrivilegeDepth
    And "/types/EndpointCollection/properties/Keys" equals Collection(mscrm.EndpointType)

  @MD-206 @MD-207
  Scenario: A custom API of each kind
    Given the custom API "sample_Act"
      | kind               | name  | type             | table   |
      | parameter          | Flag  | Boolean          |         |
      | optional parameter | Text  | String           |         |
      | optional parameter | Texts | StringArray      |         |
      | parameter          | Row   | Entity           | account |
      | optional parameter | Any   | Entity           |         |
      | optional parameter | Ref   | EntityReference  | contact |
      | optional parameter | Rows  | EntityCollection |         |
      | property           | Count | Integer          |         |
      | property           | At    | DateTime         |         |
    And the custom API "sample_ActOnRow" bound to a row of "account"
    And the custom API "sample_ActOnRows" bound to the rows of "account"
      | kind     | name | type   | table   |
      | property | Row  | Entity | contact |
    And the function "sample_Ask"
      | kind      | name | type             |
      | parameter | Id   | Guid             |
      | property  | Rows | EntityCollection |
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/operations/sample_Act/kind" equals Action
    And "/operations/sample_Act/bound" equals false
    And "/operations/sample_Act/parameters" equals {"Flag":"Edm.Boolean required","Text":"Edm.String","Texts":"Collection(Edm.String)","Row":"mscrm.account required","Any":"mscrm.crmbaseentity","Ref":"mscrm.contact","Rows":"Collection(mscrm.crmbaseentity)"}
    And "/operations/sample_Act/returns" equals mscrm.sample_ActResponse
    And "/types/sample_ActResponse/properties" equals {"Count":"Edm.Int32","At":"Edm.DateTimeOffset"}
    And "/imports/sample_Act" equals sample_Act
    And "/operations/sample_ActOnRow" equals {"kind":"Action","bound":true,"parameters":{"entity":"mscrm.account required"},"returns":null}
    And "/operations/sample_ActOnRows" equals {"kind":"Action","bound":true,"parameters":{"entityset":"Collection(mscrm.account) required"},"returns":"mscrm.contact"}
    And "/operations/sample_Ask" equals {"kind":"Function","bound":false,"parameters":{"Id":"Edm.Guid required"},"returns":"Collection(mscrm.crmbaseentity)"}
    And "/imports/sample_Ask" equals sample_Ask

  @MD-206
  Scenario: A custom API that is private, or a function without a result, is not described
    Given the custom API "sample_Known"
    And the function "sample_Silent"
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/operations/sample_Known/kind" equals Action
    And "/operations/sample_Silent" is absent
    Given the custom API "sample_Hidden"
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/operations/sample_Hidden/kind" equals Action
    Given a client has sent
      """
      PATCH /api/data/v9.2/customapis({custom api})

      {"isprivate":true}
      """
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/operations/sample_Known/kind" equals Action
    And "/operations/sample_Hidden" is absent

  @MD-20A
  Scenario: What refers to nothing, and what has the name of another, is left out
    Given the custom API "sample_Refers"
      | kind      | name | type   | table     |
      | parameter | Row  | Entity | nosuchrow |
    And the custom API "sample_Twice"
      | kind     | name | type    |
      | property | Ok   | Boolean |
    And the custom API "sample_TwiceResponse"
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/operations/sample_Refers" is absent
    And "/operations/sample_Twice/returns" equals mscrm.sample_TwiceResponse
    And "/operations/sample_TwiceResponse" is absent

  @MD-208
  Scenario Outline: Annotations are written on demand: <what>
    When a client sends
      """
      GET /api/data/v9.2/$metadata<query>
      <header>
      """
    Then the status is 200
    And the header "Preference-Applied" is <applied>
    When the CSDL reader accepts the body
    Then "/types/account/annotations/_createdby_value" <terms>
    And "/types/account/annotations/name" is absent

    Examples:
      | what          | query              | header                                | applied | terms                             |
      | not at all    |                    | Accept: */*                           | absent  | is absent                         |
      | by the option | ?annotations=true  | Accept: */*                           | absent  | equals ["Computed","Permissions"] |
      | not wanted    | ?annotations=false | Accept: */*                           | absent  | is absent                         |
      | by the header |                    | Prefer: odata.include-annotations="*" | present | equals ["Computed","Permissions"] |

  @MD-20E
  Scenario: Definitions are entity types, with sets of their own
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/sets/EntityDefinitions" equals EntityMetadata
    And "/sets/GlobalOptionSetDefinitions" equals OptionSetMetadataBase
    And "/sets/RelationshipDefinitions" equals RelationshipMetadataBase
    And "/types/crmmodelbaseentity" equals {"kind":"EntityType","base":null,"properties":{},"key":[],"navigations":{},"annotations":{},"Abstract":true}
    And "/types/MetadataBase" equals {"kind":"EntityType","base":"mscrm.crmmodelbaseentity","properties":{"MetadataId":"Edm.Guid","HasChanged":"Edm.Boolean"},"key":["MetadataId"],"navigations":{},"annotations":{},"Abstract":true}
    And "/types/EntityMetadata/base" equals mscrm.MetadataBase
    And "/types/EntityMetadata/properties/LogicalName" equals Edm.String
    And "/types/EntityMetadata/properties/DisplayName" equals mscrm.Label
    And "/types/EntityMetadata/properties/OwnershipType" equals mscrm.OwnershipTypes
    And "/types/EntityMetadata/properties/Attributes" is absent
    And "/types/EntityMetadata/navigations/Attributes" equals {"type":"Collection(mscrm.AttributeMetadata)","partner":null,"contained":true}
    And "/types/EntityMetadata/navigations/OneToManyRelationships/type" equals Collection(mscrm.OneToManyRelationshipMetadata)
    And "/types/PicklistAttributeMetadata/base" equals mscrm.EnumAttributeMetadata
    And "/types/EnumAttributeMetadata/Abstract" equals true
    And "/types/EnumAttributeMetadata/navigations" equals {"OptionSet":{"type":"mscrm.OptionSetMetadata","partner":null,"contained":true},"GlobalOptionSet":{"type":"mscrm.OptionSetMetadata","partner":null}}
    And "/types/OptionSetMetadata/base" equals mscrm.OptionSetMetadataBase
    And "/types/ManyToManyRelationshipMetadata/base" equals mscrm.RelationshipMetadataBase
    And "/types/EntityKeyMetadata/properties/KeyAttributes" equals Collection(Edm.String)
    And "/types/Label/kind" equals ComplexType

  @MD-208 @MD-203 @MD-205 @alone
  Scenario: Two tables, a custom API and some definitions, whole
    Given the custom API "sample_Act" bound to a row of "account"
      | kind               | name  | type            | table   |
      | parameter          | Flag  | Boolean         |         |
      | optional parameter | Text  | String          |         |
      | optional parameter | Ref   | EntityReference | contact |
      | property           | Count | Integer         |         |
      | property           | Text  | String          |         |
    When a client sends
      """
      GET /api/data/v9.2/$metadata?annotations=true
      """
    And the CSDL reader accepts the body and keeps "account,contact,accounts,contacts,sample_Act,sample_ActResponse,EntityMetadata,EnumAttributeMetadata,PicklistAttributeMetadata,EntityDefinitions"
    Then the exchange matches snapshot "web_api/metadata-document"

  @MD-209
  Scenario Outline: A client that accepts JSON alone: <value>, <accept>
    Given the rule "metadata_as_json" is "<value>"
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      Accept: <accept>
      """
    Then the status is <status>

    Examples:
      | value  | accept                            | status |
      | xml    | application/json                  | 200    |
      | xml    | application/xml                   | 200    |
      | refuse | application/json                  | 406    |
      | refuse | application/json, application/xml | 200    |
      | refuse | */*                               | 200    |

  @MD-20C
  Scenario Outline: Each version has the document: <version>
    When a client sends
      """
      GET /api/data/<version>/$metadata
      """
    Then the status is 200
    When the CSDL reader accepts the body
    Then "/sets/accounts" equals account

    Examples:
      | version |
      | v9.0    |
      | v9.1    |
      | v9.2    |

  @MD-20C
  Scenario: A batch has the document
    When a client sends a batch of
      """
      GET /api/data/v9.2/$metadata
      """
    Then the batch is answered with
      | part | status |
      | 1    | 200    |
    When the client reads part "1"
    Then the header "Content-Type" is "application/xml"
    When the CSDL reader accepts the body
    Then "/sets/accounts" equals account

  @MD-20D
  Scenario Outline: The document is read alone, and has nothing behind it: <request>
    When a client sends
      """
      <request>
      """
    Then the status is <status>

    Examples:
      | request                               | status |
      | POST /api/data/v9.2/$metadata         | 405    |
      | DELETE /api/data/v9.2/$metadata       | 405    |
      | GET /api/data/v9.2/$metadata/accounts | 404    |
      | GET /api/data/v9.2/$metadata?$top=1   | 200    |
