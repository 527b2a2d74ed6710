Feature: Definitions over the Web API
  A client reads what tables, columns, choices and relationships an organization has, before anything else.

  @MD-001 @MD-006
  Scenario: The definitions of all tables, with what is selected and always the id
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions?$select=LogicalName,SchemaName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,ObjectTypeCode&$filter=LogicalName eq 'account'
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#EntityDefinitions(LogicalName,SchemaName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,ObjectTypeCode)
    And "value" has 1 item
    And "/value/0/LogicalName" equals account
    And "/value/0/SchemaName" equals Account
    And "/value/0/EntitySetName" equals accounts
    And "/value/0/PrimaryIdAttribute" equals accountid
    And "/value/0/PrimaryNameAttribute" equals name
    And "/value/0/ObjectTypeCode" equals 1
    And "/value/0/MetadataId" equals 70816501-edb9-4740-a16c-6a5efbc05d84
    And "/value/0/DisplayName" is absent
    And "/value/0/Attributes" is absent

  @MD-002 @alone
  Scenario Outline: Filters on properties, enumerations and managed properties
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions?$select=LogicalName&$filter=<filter>
      """
    Then the status is 200
    And "value" has <count> items

    Examples:
      | filter                                                                             | count |
      | LogicalName eq 'account'                                                           | 1     |
      | LogicalName eq 'Account'                                                           | 0     |
      | LogicalName eq 'account' or LogicalName eq 'contact'                               | 2     |
      | IsIntersect eq true                                                                | 4     |
      | IsPrivate eq false and ObjectTypeCode lt 3                                         | 2     |
      | startswith(LogicalName,'customapi')                                                | 3     |
      | OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned' and IsCustomEntity eq true | 1 |
      | ChangeTrackingEnabled eq true and CanChangeTrackingBeEnabled/Value eq true         | 2     |
      | LogicalName eq 'account' and CanChangeTrackingBeEnabled/Value eq false             | 0     |
      | MetadataId eq 70816501-edb9-4740-a16c-6a5efbc05d84                                 | 1     |
      | PrimaryImageAttribute ne null                                                      | 0     |

  @MD-003
  Scenario Outline: One table by its name or its id
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(<key>)?$select=SchemaName
      """
    Then the status is 200
    And the body equals
      """
      {"@odata.context": "{org}/api/data/v9.2/$metadata#EntityDefinitions<address>(SchemaName)/$entity",
       "SchemaName": "Account", "MetadataId": "70816501-edb9-4740-a16c-6a5efbc05d84"}
      """

    Examples:
      | key                                  | address                                  |
      | LogicalName='account'                | ('account')                              |
      | 70816501-edb9-4740-a16c-6a5efbc05d84 | (70816501-edb9-4740-a16c-6a5efbc05d84)   |

  @MD-004
  Scenario Outline: What does not exist
    When a client sends
      """
      GET /api/data/v9.2/<path>
      """
    Then the status is 404
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"

    Examples:
      | path                                                                                | code       | text     |
      | EntityDefinitions(LogicalName='nosuchtable')                                        | 0x80041102 | nosuchtable |
      | EntityDefinitions(00000000-0000-4000-8000-000000000001)                             | 0x80040217 | 00000000-0000-4000-8000-000000000001 |
      | EntityDefinitions(LogicalName='account')/Attributes(LogicalName='nosuchcolumn')     | 0x80041103 | nosuchcolumn |
      | GlobalOptionSetDefinitions(Name='nosuchset')                                        | 0x80040217 | nosuchset |
      | RelationshipDefinitions(SchemaName='nosuchrelationship')                            | 0x80040217 | nosuchrelationship |
      | EntityDefinitions(LogicalName='account')/Colours                                    | 0x80060888 | Colours |
      | EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.account  | 0x80060888 | Microsoft.Dynamics.CRM.account |

  @MD-005 @MD-009
  Scenario: Labels and managed properties are objects
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')?$select=DisplayName,DisplayCollectionName,OwnershipType,CanCreateAttributes
      """
    Then the status is 200
    And "/DisplayName/UserLocalizedLabel/Label" equals Account
    And "/DisplayName/UserLocalizedLabel/LanguageCode" equals 1033
    And "/DisplayName/LocalizedLabels" has 1 item
    And "/DisplayCollectionName/UserLocalizedLabel/Label" equals Accounts
    And "/OwnershipType" equals UserOwned
    And "/CanCreateAttributes/Value" equals true
    And "/CanCreateAttributes/ManagedPropertyLogicalName" equals cancreateattributes

  @MD-007
  Scenario: Parts are expanded, with options of their own
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')?$select=LogicalName&$expand=Attributes($select=LogicalName,AttributeType;$filter=AttributeType eq 'Money'),Keys($select=LogicalName),ManyToOneRelationships($select=SchemaName;$filter=ReferencingAttribute eq 'primarycontactid')
      """
    Then the status is 200
    And "/Attributes/0/LogicalName" equals revenue
    And "/Attributes/0/AttributeType" equals Money
    And "/Attributes/0/@odata.type" equals #Microsoft.Dynamics.CRM.MoneyAttributeMetadata
    And "Keys" has 0 items
    And "ManyToOneRelationships" has 1 item
    And "/ManyToOneRelationships/0/SchemaName" equals account_primary_contact

  @MD-010
  Scenario: The columns of a table say their types
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes?$filter=LogicalName eq 'name' or LogicalName eq 'industrycode'&$orderby=LogicalName desc
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#EntityDefinitions('account')/Attributes
    And "value" has 2 items
    And "/value/0/@odata.type" equals #Microsoft.Dynamics.CRM.StringAttributeMetadata
    And "/value/0/MaxLength" equals 160
    And "/value/0/AttributeTypeName/Value" equals StringType
    And "/value/0/RequiredLevel/Value" equals ApplicationRequired
    And "/value/0/IsValidForCreate" equals true
    And "/value/0/IsPrimaryName" equals true
    And "/value/1/@odata.type" equals #Microsoft.Dynamics.CRM.PicklistAttributeMetadata
    And "/value/1/OptionSet" is absent

  @MD-011 @alone
  Scenario Outline: Columns of one type, and an empty list where there are none: <type>
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='<table>')/Attributes/Microsoft.Dynamics.CRM.<type>AttributeMetadata?$select=LogicalName<more>
      """
    Then the status is 200
    And "value" has <count> items

    Examples:
      | table   | type                | count | more |
      | account | Picklist            | 5     | &$expand=OptionSet($select=Options),GlobalOptionSet |
      | account | MultiSelectPicklist | 0     | &$expand=OptionSet($select=Options),GlobalOptionSet |
      | account | State               | 1     | &$expand=OptionSet |
      | account | Status              | 1     | &$expand=OptionSet |
      | account | Money               | 2     | ,Precision |
      | account | Double              | 2     | ,MinValue,MaxValue |
      | account | Memo                | 1     | ,MaxLength |
      | account | BigInt              | 1     |      |
      | account | Decimal             | 0     |      |
      | account | File                | 0     |      |
      | account | Image               | 0     |      |
      | annotation | Lookup           | 9     | ,Targets |

  @MD-012
  Scenario: A choice with its options
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes(LogicalName='accountcategorycode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#EntityDefinitions('account')/Attributes('accountcategorycode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata(LogicalName,OptionSet(Options),GlobalOptionSet(Options))/$entity
    And "/MetadataId" equals 118771ca-6fb9-4f60-8fd4-99b6124b63ad
    And "/OptionSet/Options" has 2 items
    And "/OptionSet/Options/0/Value" equals 1
    And "/OptionSet/Options/0/Label/UserLocalizedLabel/Label" equals Preferred Customer
    And "/GlobalOptionSet" is null

  @MD-012
  Scenario: A state says its default reason, and a reason its state
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes(LogicalName='statecode')/Microsoft.Dynamics.CRM.StateAttributeMetadata/OptionSet
      """
    Then the status is 200
    And "/OptionSetType" equals State
    And "/Options/1/@odata.type" equals #Microsoft.Dynamics.CRM.StateOptionMetadata
    And "/Options/1/DefaultStatus" equals 2
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes(LogicalName='statuscode')/Microsoft.Dynamics.CRM.StatusAttributeMetadata?$expand=OptionSet
      """
    Then "/OptionSet/Options/1/State" equals 1
    And "/DefaultFormValue" equals 1

  @MD-013
  Scenario: Relationships of a table, from both ends
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/ManyToOneRelationships?$select=SchemaName,ReferencedEntity,ReferencedAttribute,ReferencingAttribute,ReferencedEntityNavigationPropertyName,ReferencingEntityNavigationPropertyName,RelationshipType,CascadeConfiguration,IsHierarchical&$filter=ReferencingAttribute eq 'parentaccountid'
      """
    Then the status is 200
    And "/value/0/SchemaName" equals account_parent_account
    And "/value/0/ReferencedEntity" equals account
    And "/value/0/ReferencedAttribute" equals accountid
    And "/value/0/ReferencedEntityNavigationPropertyName" equals Referencedaccount_parent_account
    And "/value/0/ReferencingEntityNavigationPropertyName" equals parentaccountid
    And "/value/0/RelationshipType" equals OneToManyRelationship
    And "/value/0/CascadeConfiguration/Delete" equals RemoveLink
    And "/value/0/IsHierarchical" equals true
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='contact')/OneToManyRelationships?$select=ReferencingEntity&$filter=SchemaName eq 'account_primary_contact'
      """
    Then "/value/0/ReferencingEntity" equals account
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='role')/ManyToManyRelationships?$select=SchemaName,IntersectEntityName,Entity1LogicalName&$filter=IntersectEntityName eq 'systemuserroles'
      """
    Then "/value/0/SchemaName" equals systemuserroles_association
    And "/value/0/Entity1LogicalName" equals systemuser
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Keys?$select=LogicalName
      """
    Then the status is 200
    And "value" has 0 items

  @MD-014 @MD-00A
  Scenario: Global option sets
    When a client sends
      """
      GET /api/data/v9.2/GlobalOptionSetDefinitions(Name='backgroundoperation_statecode')
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#GlobalOptionSetDefinitions('backgroundoperation_statecode')/$entity
    And "/@odata.type" equals #Microsoft.Dynamics.CRM.OptionSetMetadata
    And "/IsGlobal" equals true
    And "/Options" has 3 items
    And "/Options/0/Label/UserLocalizedLabel/Label" equals Ready
    And "/Options/0/Label/LocalizedLabels" has 2 items
    And "/MetadataId" is remembered as "id"
    When a client sends
      """
      GET /api/data/v9.2/GlobalOptionSetDefinitions({id})?$select=MetadataId
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/GlobalOptionSetDefinitions/Microsoft.Dynamics.CRM.OptionSetMetadata?$select=Name&$filter=Name eq 'backgroundoperation_statecode'
      """
    Then "value" has 1 item

  @MD-015 @MD-00A
  Scenario: Relationships of the organization
    When a client sends
      """
      GET /api/data/v9.2/RelationshipDefinitions(SchemaName='account_primary_contact')
      """
    Then the status is 200
    And "/@odata.type" equals #Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata
    And "/ReferencingAttribute" equals primarycontactid
    When a client sends
      """
      GET /api/data/v9.2/RelationshipDefinitions/Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata?$select=SchemaName&$filter=SchemaName eq 'systemuserroles_association'
      """
    Then "value" has 1 item
    When a client sends
      """
      GET /api/data/v9.2/RelationshipDefinitions?$select=SchemaName&$filter=RelationshipType eq Microsoft.Dynamics.CRM.RelationshipType'ManyToManyRelationship' and SchemaName eq 'systemuserroles_association'
      """
    Then "value" has 1 item

  @MD-016
  Scenario Outline: A property has an address
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/<path>
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#EntityDefinitions('account')/<path>
    And "/<member>" equals <value>

    Examples:
      | path                       | member                   | value    |
      | EntitySetName              | value                    | accounts |
      | DisplayName                | UserLocalizedLabel/Label | Account  |
      | DisplayName/LocalizedLabels | value/0/Label           | Account  |
      | IsCustomizable/Value       | value                    | true     |

  @MD-016
  Scenario: A property without a value, and the number of columns
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/ExternalName
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes/$count?$filter=AttributeType eq 'Money'
      """
    Then the status is 200
    And the body is the text "﻿2"

  @MD-017 @BA-002
  Scenario: Inside a batch, by absolute paths
    When a client sends a batch of
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')?$select=EntitySetName
      ---
      GET {org}/api/data/v9.2/EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='fullname')?$select=LogicalName
      """
    Then the status is 200
    When the client reads part "1"
    Then "/EntitySetName" equals accounts
    When the client reads part "2"
    Then "/LogicalName" equals fullname

  @MD-018
  Scenario: Names beside lookups and choices are virtual columns
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName,AttributeType,AttributeOf,IsValidODataAttribute,IsLogical&$filter=AttributeOf eq 'primarycontactid' or AttributeOf eq 'industrycode'&$orderby=LogicalName
      """
    Then the status is 200
    And "/value/0/LogicalName" equals industrycodename
    And "/value/0/AttributeType" equals Virtual
    And "/value/0/IsValidODataAttribute" equals false
    And "/value/1/LogicalName" equals primarycontactidname
    And "/value/1/AttributeType" equals String
    And "/value/1/IsLogical" equals true
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes(LogicalName='ownerid')
      """
    Then "/AttributeType" equals Owner
    And "/AttributeTypeName/Value" equals OwnerType

  @MD-019
  Scenario Outline: What the type does not have is refused
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')<query>
      """
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | query                                              | text |
      | ?$select=Colour                                    | Could not find a property named 'Colour' on type 'Microsoft.Dynamics.CRM.EntityMetadata'. |
      | ?$expand=Colour                                    | Could not find a property named 'Colour' on type 'Microsoft.Dynamics.CRM.EntityMetadata'. |
      | /Attributes?$filter=Colour eq 1                    | Could not find a property named 'Colour' on type 'Microsoft.Dynamics.CRM.AttributeMetadata'. |
      | /Attributes?$expand=OptionSet                      | Could not find a property named 'OptionSet' on type 'Microsoft.Dynamics.CRM.AttributeMetadata'. |
      | /Attributes?$filter=IsPrimaryId eq 'x'             | incompatible types |
      | /Attributes?$filter=RequiredLevel eq 'None'        | is no single value |
      | /Attributes(Name='x')                              | LogicalName |

  @MD-020
  Scenario: A definition cannot be changed in part
    When a client sends
      """
      PATCH /api/data/v9.2/EntityDefinitions(LogicalName='account')

      {"IsActivity": true}
      """
    Then the status is 405
    And "/error/code" equals 0x80060888
    And "/error/message" equals Operation not supported on EntityMetadata

  @MD-021
  Scenario: Labels in the languages that are asked for
    When a client sends
      """
      GET /api/data/v9.2/GlobalOptionSetDefinitions(Name='backgroundoperation_statecode')?LabelLanguages=1033
      """
    Then the status is 200
    And "/Options/0/Label/LocalizedLabels" has 1 item
    And "/Options/0/Label/LocalizedLabels/0/LanguageCode" equals 1033
    When a client sends
      """
      GET /api/data/v9.2/GlobalOptionSetDefinitions(Name='backgroundoperation_statecode')?LabelLanguages=english
      """
    Then the status is 400

  @MD-022 @alone
  Scenario: Ids are the same in every organization
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='customapi')/Attributes(LogicalName='uniquename')?$select=MetadataId
      """
    Then the body has
      | MetadataId | 6d8ea541-5a65-580d-803e-6dd28afc5b8e |

  @MD-024 @MD-008
  Scenario Outline: Options of lists
    Given the rule "definition_options" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions?$select=LogicalName&<option>
      """
    Then the status is <status>
    And "<member>" equals <value>

    Examples:
      | rule   | option                                                              | status | member               | value      |
      | apply  | $top=1&$filter=LogicalName eq 'contact' or LogicalName eq 'account'&$orderby=LogicalName | 200 | /value/0/LogicalName | account |
      | apply  | $orderby=LogicalName desc&$filter=startswith(LogicalName,'c')&$top=1 | 200   | /value/0/LogicalName | customapiresponseproperty |
      | apply  | $count=true&$filter=LogicalName eq 'account'                        | 200    | @odata.count         | 1          |
      | reject | $top=1                                                              | 400    | /error/code          | 0x80060888 |
      | reject | $top=1                                                              | 400    | /error/message       | The query parameter $top is not supported |
      | reject | $orderby=LogicalName                                                | 400    | /error/message       | The query parameter $orderby is not supported |
      | reject | $count=true                                                         | 400    | /error/message       | The query parameter $count is not supported |

  @MD-018
  Scenario Outline: Columns that rows have are told from those beside them: <filter>
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName&$filter=startswith(LogicalName,'industrycode') and <filter>
      """
    Then the rows are
      | LogicalName |
      | <column>    |

    Examples:
      | filter                    | column           |
      | AttributeType ne 'Virtual' | industrycode     |
      | AttributeType eq 'Virtual' | industrycodename |

  @MD-025
  Scenario Outline: The option sets of a column with a global one
    Given the rule "global_option_sets" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='backgroundoperation')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$filter=LogicalName eq 'backgroundoperationstatecode'&$expand=OptionSet($select=Name),GlobalOptionSet($select=Name)
      """
    Then the status is 200
    And "/value/0/GlobalOptionSet/Name" equals backgroundoperation_statecode
    And "/value/0/OptionSet<member>" <is>

    Examples:
      | rule        | member | is                                   |
      | global_only |        | is null                              |
      | both        | /Name  | equals backgroundoperation_statecode |

  @MD-027
  Scenario Outline: Definitions without control information: <path>
    When a client sends
      """
      GET /api/data/v9.2/<path>
      Accept: application/json; odata.metadata=none
      """
    Then the status is 200
    And the header "Content-Type" is "application/json; odata.metadata=none"
    And the body equals
      """
      <body>
      """

    Examples:
      | path | body |
      | EntityDefinitions(LogicalName='account')?$select=SchemaName | {"SchemaName": "Account", "MetadataId": "70816501-edb9-4740-a16c-6a5efbc05d84"} |
      | EntityDefinitions?$select=SchemaName&$filter=LogicalName eq 'account'&$count=true | {"@odata.count": 1, "value": [{"SchemaName": "Account", "MetadataId": "70816501-edb9-4740-a16c-6a5efbc05d84"}]} |
      | EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName&$filter=LogicalName eq 'accountcategorycode' | {"value": [{"LogicalName": "accountcategorycode", "MetadataId": "118771ca-6fb9-4f60-8fd4-99b6124b63ad"}]} |
      | EntityDefinitions(LogicalName='account')/EntitySetName | {"value": "accounts"} |

  @MD-028
  Scenario: Definitions with all control information
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions?$select=LogicalName,OwnershipType,ObjectTypeCode,IsCustomizable,ExternalName&$filter=LogicalName eq 'account'&$expand=Attributes($select=LogicalName;$filter=LogicalName eq 'accountcategorycode')
      Accept: application/json;odata.metadata=full
      """
    Then the status is 200
    And the header "Content-Type" is "application/json; odata.metadata=full"
    And "@odata.context" is a text
    And "/value/0/@odata.type" equals #Microsoft.Dynamics.CRM.EntityMetadata
    And "/value/0/@odata.id" equals {org}/api/data/v9.2/EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)
    And "/value/0/@odata.editLink" equals EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)
    And "/value/0/MetadataId@odata.type" equals #Guid
    And "/value/0/OwnershipType@odata.type" equals #Microsoft.Dynamics.CRM.OwnershipTypes
    And "/value/0/OwnershipType" equals UserOwned
    And "/value/0/ObjectTypeCode@odata.type" is absent
    And "/value/0/ExternalName@odata.type" is absent
    And "/value/0/IsCustomizable/@odata.type" equals #Microsoft.Dynamics.CRM.BooleanManagedProperty
    And "/value/0/Keys@odata.navigationLink" equals {org}/api/data/v9.2/EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)/Keys
    And "/value/0/Keys@odata.associationLink" equals {org}/api/data/v9.2/EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)/Keys/$ref
    And "/value/0/Attributes/0/@odata.type" equals #Microsoft.Dynamics.CRM.PicklistAttributeMetadata
    And "/value/0/Attributes/0/@odata.editLink" equals EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)/Attributes(118771ca-6fb9-4f60-8fd4-99b6124b63ad)
    And "/value/0/Attributes/0/OptionSet@odata.navigationLink" equals {org}/api/data/v9.2/EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)/Attributes(118771ca-6fb9-4f60-8fd4-99b6124b63ad)/OptionSet

  @MD-028
  Scenario: One definition, and labels inside, with all control information
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes(LogicalName='accountcategorycode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=DisplayName&$expand=OptionSet($select=Options)
      Accept: application/json;odata.metadata=full
      """
    Then the status is 200
    And "/@odata.type" equals #Microsoft.Dynamics.CRM.PicklistAttributeMetadata
    And "/@odata.editLink" equals EntityDefinitions('account')/Attributes(118771ca-6fb9-4f60-8fd4-99b6124b63ad)
    And "/DisplayName/@odata.type" equals #Microsoft.Dynamics.CRM.Label
    And "/DisplayName/LocalizedLabels@odata.type" equals #Collection(Microsoft.Dynamics.CRM.LocalizedLabel)
    And "/DisplayName/LocalizedLabels/0/MetadataId@odata.type" equals #Guid
    And "/OptionSet/@odata.id" equals {org}/api/data/v9.2/EntityDefinitions('account')/Attributes(118771ca-6fb9-4f60-8fd4-99b6124b63ad)/OptionSet
    And "/OptionSet/Options@odata.type" equals #Collection(Microsoft.Dynamics.CRM.OptionMetadata)
    And "/OptionSet/Options/0/@odata.type" equals #Microsoft.Dynamics.CRM.OptionMetadata

  @MD-026 @alone
  Scenario: A query for definitions as a function
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Criteria":{"FilterOperator":"Or","Conditions":[{"ConditionOperator":"Equals","PropertyName":"LogicalName","Value":{"Type":"System.String","Value":"account"}},{"ConditionOperator":"Equals","PropertyName":"LogicalName","Value":{"Type":"System.String","Value":"contact"}}]},"Properties":{"AllProperties":false,"PropertyNames":["SchemaName","Attributes"]},"AttributeQuery":{"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]},"Criteria":{"FilterOperator":"And","Conditions":[{"ConditionOperator":"Equals","PropertyName":"AttributeType","Value":{"Type":"Microsoft.Xrm.Sdk.Metadata.AttributeTypeCode","Value":"Money"}}]}},"LabelQuery":{"FilterLanguages":[1033],"MissingLabelBehavior":0}}
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.RetrieveMetadataChangesResponse
    And "EntityMetadata" has 2 items
    And "/EntityMetadata/0/SchemaName" equals Account
    And "/EntityMetadata/0/Attributes/0/LogicalName" equals revenue
    And "/EntityMetadata/0/Attributes/0/@odata.type" equals #Microsoft.Dynamics.CRM.ComplexMoneyAttributeMetadata
    And "/EntityMetadata/0/DisplayName" is null
    And "/ServerVersionStamp" is remembered as "stamp"
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(ClientVersionStamp='{stamp}')
      """
    Then the status is 200
    And "EntityMetadata" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(ClientVersionStamp='1!01/01/1900 00:00:00')
      """
    Then the status is 400
    And "/error/code" equals 0x80044352

  @MD-026
  Scenario: Booleans and lists of a query are texts
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Criteria":{"FilterOperator":"And","Conditions":[{"ConditionOperator":"In","PropertyName":"LogicalName","Value":{"Type":"System.String[]","Value":"['account','contact']"}},{"ConditionOperator":"Equals","PropertyName":"IsIntersect","Value":{"Type":"System.Boolean","Value":"False"}}]},"Properties":{"AllProperties":"False","PropertyNames":["EntitySetName"]}}
      """
    Then the status is 200
    And "EntityMetadata" has 2 items
    And "/EntityMetadata/1/EntitySetName" equals contacts
