Feature: The contracts of the SDK
  The SDK's serializer knows every type and every element in one namespace only, and a relationship by its schema name
  only. What it does not know it ignores or refuses.

  @SO-051 @alone
  Scenario: The endpoints of an organization are pairs of the collection's namespace
    When the SDK executes RetrieveCurrentOrganization with
      | AccessType | EndpointAccessType | Default |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/Detail/OrganizationId" is a guid
    And the exchange matches snapshot "sdk/current-organization"

  @SO-052
  Scenario Outline: The behavior of concurrent writes is a type of the contracts of version 7.1
    When the SDK executes "Update" with <parameters>
    Then the status is <status>

    Examples:
      | namespace                                       | status | parameters |
      | http://schemas.microsoft.com/xrm/7.1/Contracts  | 200    | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>ConcurrencyBehavior</b:key><b:value i:type="n:ConcurrencyBehavior" xmlns:n="http://schemas.microsoft.com/xrm/7.1/Contracts">AlwaysOverwrite</b:value></a:KeyValuePairOfstringanyType> |
      | http://schemas.microsoft.com/xrm/2011/Contracts | 500    | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>ConcurrencyBehavior</b:key><b:value i:type="n:ConcurrencyBehavior" xmlns:n="http://schemas.microsoft.com/xrm/2011/Contracts">AlwaysOverwrite</b:value></a:KeyValuePairOfstringanyType> |
      | http://schemas.microsoft.com/xrm/2014/Contracts | 500    | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>ConcurrencyBehavior</b:key><b:value i:type="n:ConcurrencyBehavior" xmlns:n="http://schemas.microsoft.com/xrm/2014/Contracts">AlwaysOverwrite</b:value></a:KeyValuePairOfstringanyType> |

  @SO-052
  Scenario: It is refused as unreadable in another namespace
    When the SDK executes "Update" with <a:KeyValuePairOfstringanyType><b:key>ConcurrencyBehavior</b:key><b:value i:type="a:ConcurrencyBehavior">AlwaysOverwrite</b:value></a:KeyValuePairOfstringanyType>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147204753"

  @SO-053 @alone
  Scenario Outline: A custom API is created with its parameters and properties, by the schema names of the relationships
    When the SDK executes "Create" with <parameters>
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/<set>?$select=uniquename&$filter=CustomAPIId/uniquename eq 'sample_Deep'
      """
    Then "/value/0/uniquename" equals Text

    Examples:
      | relationship                        | table                     | set                         | parameters |
      | customapi_customapirequestparameter | customapirequestparameter | customapirequestparameters  | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>uniquename</b:key><b:value i:type="c:string">sample_Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>displayname</b:key><b:value i:type="c:string">Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>description</b:key><b:value i:type="c:string">Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>bindingtype</b:key><b:value i:type="a:OptionSetValue"><a:Value>0</a:Value></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>allowedcustomprocessingsteptype</b:key><b:value i:type="a:OptionSetValue"><a:Value>0</a:Value></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>isfunction</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>isprivate</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>workflowsdkstepenabled</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:LogicalName>customapi</a:LogicalName><a:RelatedEntities><a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>customapi_customapirequestparameter</a:SchemaName></b:key><b:value><a:Entities><a:Entity><a:Attributes><a:KeyValuePairOfstringanyType><b:key>uniquename</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>displayname</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>description</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>type</b:key><b:value i:type="a:OptionSetValue"><a:Value>10</a:Value></b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:LogicalName>customapirequestparameter</a:LogicalName></a:Entity></a:Entities></b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN></a:RelatedEntities></b:value></a:KeyValuePairOfstringanyType> |
      | customapi_customapiresponseproperty | customapiresponseproperty | customapiresponseproperties | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>uniquename</b:key><b:value i:type="c:string">sample_Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>displayname</b:key><b:value i:type="c:string">Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>description</b:key><b:value i:type="c:string">Deep</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>bindingtype</b:key><b:value i:type="a:OptionSetValue"><a:Value>0</a:Value></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>allowedcustomprocessingsteptype</b:key><b:value i:type="a:OptionSetValue"><a:Value>0</a:Value></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>isfunction</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>isprivate</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>workflowsdkstepenabled</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:LogicalName>customapi</a:LogicalName><a:RelatedEntities><a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>customapi_customapiresponseproperty</a:SchemaName></b:key><b:value><a:Entities><a:Entity><a:Attributes><a:KeyValuePairOfstringanyType><b:key>uniquename</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>displayname</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>description</b:key><b:value i:type="c:string">Text</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>type</b:key><b:value i:type="a:OptionSetValue"><a:Value>10</a:Value></b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:LogicalName>customapiresponseproperty</a:LogicalName></a:Entity></a:Entities></b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN></a:RelatedEntities></b:value></a:KeyValuePairOfstringanyType> |

  @SO-053 @alone
  Scenario Outline: A navigation property is no name of the SDK where its relationship has another
    When the SDK executes "Create" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals The table '<table>' has no relationship with the schema name '<name>'.

    Examples:
      | table      | name                             | parameters |
      | customapi  | CustomAPIRequestParameters       | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:LogicalName>customapi</a:LogicalName><a:RelatedEntities><a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>CustomAPIRequestParameters</a:SchemaName></b:key><b:value><a:Entities/><a:EntityName i:nil="true"/></b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN></a:RelatedEntities></b:value></a:KeyValuePairOfstringanyType> |
      | customapi  | CustomAPIResponseProperties      | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:LogicalName>customapi</a:LogicalName><a:RelatedEntities><a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>CustomAPIResponseProperties</a:SchemaName></b:key><b:value><a:Entities/><a:EntityName i:nil="true"/></b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN></a:RelatedEntities></b:value></a:KeyValuePairOfstringanyType> |
      | plugintype | CustomAPIId                      | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:LogicalName>plugintype</a:LogicalName><a:RelatedEntities><a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>CustomAPIId</a:SchemaName></b:key><b:value><a:Entities/><a:EntityName i:nil="true"/></b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN></a:RelatedEntities></b:value></a:KeyValuePairOfstringanyType> |
      | account    | Referencedaccount_parent_account | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities><a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>Referencedaccount_parent_account</a:SchemaName></b:key><b:value><a:Entities/><a:EntityName i:nil="true"/></b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN></a:RelatedEntities></b:value></a:KeyValuePairOfstringanyType> |

  @SO-050 @alone
  Scenario Outline: A message that is not emulated is refused by name, whatever its parameters
    When the SDK executes "<message>" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147204736"
    And "/Fault/detail/OrganizationServiceFault/Message" equals The message '<message>' is not emulated.
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/message" equals <message>
    And "/entries/0/refusal" equals The message '<message>' is not emulated.
    And "/entries/0/didYouMean" is absent

    Examples:
      | message                 | type                          | parameters |
      | CloneAsPatch          | EntityCollection              | <a:KeyValuePairOfstringanyType><b:key>P</b:key><b:value i:type="a:EntityCollection"/></a:KeyValuePairOfstringanyType> |
      | CloseIncident           | Surprise                      | <a:KeyValuePairOfstringanyType><b:key>P</b:key><b:value i:type="a:Surprise"/></a:KeyValuePairOfstringanyType> |

  @SO-050 @BG-110 @alone
  Scenario: A message that is not emulated cannot be submitted either
    When the SDK executes "ExecuteBackgroundOperation" with
      | Request | OrganizationRequest | CloneAsPatch |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals The message 'CloneAsPatch' is not emulated.

  @SO-054 @SO-024
  Scenario Outline: A message that does not exist is unknown, and the journal suggests the nearest
    When the SDK executes "<message>" without parameters
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals The message requested is not supported on the server: '<message>'.
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/didYouMean" equals <suggestion>

    Examples:
      | message        | suggestion      |
      | whoami         | WhoAmI          |
      | RetreiveEntity | RetrieveEntity  |
      | ImportSolutoin | ImportSolution  |

  @SO-055 @SO-028
  Scenario Outline: An optional parameter without effect stands in the journal
    When the SDK executes "RetrieveVersion" with
      | <name> | <type> | <value> |
    Then the status is 200
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/ignored/0" equals <what>

    Examples:
      | name                       | type    | value | what                                       |
      | SuppressDuplicateDetection | Boolean | false | the parameter 'SuppressDuplicateDetection' |
      | tag                        | String  | mine  | the parameter 'tag'                        |
      | LanguageCodeOverride       | header  | 1031  | the header 'LanguageCodeOverride'          |

  @SO-055
  Scenario: Under a rule it is refused
    Given the rule "without_effect" is "refuse"
    When the SDK executes "RetrieveVersion" with
      | tag | String | mine |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals An effect of the parameter 'tag' on this request is not emulated.

  @SO-055
  Scenario Outline: What clients always send has nothing to note
    Given the rule "without_effect" is "refuse"
    When the SDK executes "RetrieveVersion" with
      | <name> | <type> | <value> |
    Then the status is 200
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/ignored" is absent

    Examples:
      | name                       | type    | value                                |
      | SuppressDuplicateDetection | Boolean | true                                 |
      | SessionToken               | String  | 1                                    |
      | SdkClientVersion           | header  | 9.2.49.14585                         |
      | UserType                   | header  | CrmUser                              |
      | ClientAppName              | header  | contoso                              |
