Feature: Values of every type with the SDK
  The thirteen types of a custom API's parameters and response properties, inward and outward, each
  in the form that the SDK's serializer has, and no value at all.

  @CA-043 @SO-03B @BG-05J
  Scenario Outline: A parameter of the type <type>
    Given the custom API "sample_Takes"
      | kind               | name | type   | table   |
      | optional parameter | In   | <type> | <table> |
    And "sample_Takes" waits to be started
    When the SDK executes "ExecuteBackgroundOperation" with <parameters>
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    When the row of the operation is read
    Then "inputparameters" holds the JSON
      """
      [{"Key":"In","Value":<memo>}]
      """
    When the SDK executes "sample_Takes" with <direct>
    Then the status is 200

    Examples:
      | type | table | memo | parameters | direct |
      | Boolean |  | true | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType> |
      | DateTime |  | "2024-01-02T03:04:05Z" | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:dateTime">2024-01-02T03:04:05Z</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:dateTime">2024-01-02T03:04:05Z</b:value></a:KeyValuePairOfstringanyType> |
      | Decimal |  | 1.5 | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:decimal">1.5</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:decimal">1.5</b:value></a:KeyValuePairOfstringanyType> |
      | Entity | account | {"LogicalName":"account","Id":"acc00000-0000-4000-8000-000000000001","Attributes":[{"Key":"name","Value":"A"}],"FormattedValues":[],"RelatedEntities":[],"RowVersion":null,"KeyAttributes":[]} | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">A</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">A</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | EntityCollection | account | {"EntityName":"account","Entities":[{"LogicalName":"account","Id":"acc00000-0000-4000-8000-000000000001","Attributes":[{"Key":"name","Value":"A"}],"FormattedValues":[],"RelatedEntities":[],"RowVersion":null,"KeyAttributes":[]}],"MoreRecords":false,"PagingCookie":null,"TotalRecordCount":-1} | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:EntityCollection"><a:Entities><a:Entity><a:Attributes><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">A</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></a:Entity></a:Entities><a:EntityName>account</a:EntityName><a:MinActiveRowVersion>-1</a:MinActiveRowVersion><a:MoreRecords>false</a:MoreRecords><a:PagingCookie i:nil="true"/><a:TotalRecordCount>-1</a:TotalRecordCount><a:TotalRecordCountLimitExceeded>false</a:TotalRecordCountLimitExceeded></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:EntityCollection"><a:Entities><a:Entity><a:Attributes><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">A</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></a:Entity></a:Entities><a:EntityName>account</a:EntityName><a:MinActiveRowVersion>-1</a:MinActiveRowVersion><a:MoreRecords>false</a:MoreRecords><a:PagingCookie i:nil="true"/><a:TotalRecordCount>-1</a:TotalRecordCount><a:TotalRecordCountLimitExceeded>false</a:TotalRecordCountLimitExceeded></b:value></a:KeyValuePairOfstringanyType> |
      | EntityReference | account | {"Id":"acc00000-0000-4000-8000-000000000001","LogicalName":"account","Name":null,"KeyAttributes":[],"RowVersion":null} | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:EntityReference"><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:EntityReference"><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | Float |  | 0.25 | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:double">0.25</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:double">0.25</b:value></a:KeyValuePairOfstringanyType> |
      | Integer |  | -7 | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">-7</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">-7</b:value></a:KeyValuePairOfstringanyType> |
      | Money |  | {"Value":2.5} | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:Money"><a:Value>2.5</a:Value></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:Money"><a:Value>2.5</a:Value></b:value></a:KeyValuePairOfstringanyType> |
      | Picklist |  | {"Value":3} | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:OptionSetValue"><a:Value>3</a:Value></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="a:OptionSetValue"><a:Value>3</a:Value></b:value></a:KeyValuePairOfstringanyType> |
      | String |  | " a < b" | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:string"> a &lt; b</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:string"> a &lt; b</b:value></a:KeyValuePairOfstringanyType> |
      | StringArray |  | ["a",""] | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="e:ArrayOfstring"><e:string>a</e:string><e:string/></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="e:ArrayOfstring"><e:string>a</e:string><e:string/></b:value></a:KeyValuePairOfstringanyType> |
      | Guid |  | "acc00000-0000-4000-8000-000000000001" | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="d:guid">acc00000-0000-4000-8000-000000000001</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="d:guid">acc00000-0000-4000-8000-000000000001</b:value></a:KeyValuePairOfstringanyType> |

  @CA-043 @SO-03B
  Scenario Outline: No value for a parameter of the type <type>
    Given the custom API "sample_Takes"
      | kind   | name | type   | table   |
      | <kind> | In   | <type> | <table> |
    When the SDK executes "sample_Takes" with
      | In | null | |
    Then the status is <status>
    And "<path>" equals <value>

    Examples:
      | kind               | type             | table   | status | path                                           | value                                                         |
      | optional parameter | Boolean          |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Boolean          |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | DateTime         |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | DateTime         |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | Decimal          |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Decimal          |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | Entity           | account | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Entity           | account | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | EntityCollection | account | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | EntityCollection | account | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | EntityReference  | account | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | EntityReference  | account | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | Float            |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Float            |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | Integer          |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Integer          |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | Money            |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Money            |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | Picklist         |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Picklist         |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | String           |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | String           |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | StringArray      |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | StringArray      |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |
      | optional parameter | Guid             |         | 200    | /ExecuteResponse/ExecuteResult/ResponseName    | sample_Takes                                                  |
      | parameter          | Guid             |         | 500    | /Fault/detail/OrganizationServiceFault/Message | Required field 'In' is missing for RequestName='sample_Takes' |

  @CA-043 @SO-03B
  Scenario Outline: Every value of another type than the parameter's is refused
    Given the custom API "sample_Takes"
      | kind      | name | type   | table   |
      | parameter | In   | <type> | <table> |
    When the SDK executes "sample_Takes" with <wrong>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals Parameter 'In' of message sample_Takes must be of type <type>, but is <found>.

    Examples:
      | type | table | wrong | found |
      | Boolean |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | DateTime |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | Decimal |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | Entity | account | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | EntityCollection | account | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | EntityReference | account | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | Float |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | Integer |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:string">1</b:value></a:KeyValuePairOfstringanyType> | a String |
      | Money |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | Picklist |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | String |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | StringArray |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |
      | Guid |  | <a:KeyValuePairOfstringanyType><b:key>In</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | an Integer |

  # Boolean, DateTime, Decimal, ... in the order of the types' numbers.
  @CA-043 @SO-020 @SO-03B @SO-032
  Scenario: Response properties of all types
    Given the custom API "sample_Gives"
      | kind     | name | type             | table   |
      | property | P0   | Boolean          |         |
      | property | P1   | DateTime         |         |
      | property | P2   | Decimal          |         |
      | property | P3   | Entity           | account |
      | property | P4   | EntityCollection | account |
      | property | P5   | EntityReference  | account |
      | property | P6   | Float            |         |
      | property | P7   | Integer          |         |
      | property | P8   | Money            |         |
      | property | P9   | Picklist         |         |
      | property | P10  | String           |         |
      | property | P11  | StringArray      |         |
      | property | P12  | Guid             |         |
    And "sample_Gives" behaves as
      """
      {"outcomes": [{"return": {
        "P0": true, "P1": "2024-01-02T03:04:05Z", "P2": 1.5,
        "P3": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001", "name": "A", "statecode": 0},
        "P4": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001", "name": "A", "statecode": 0},
               {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000002", "name": "B"}],
        "P5": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001"},
        "P6": 0.25, "P7": -7, "P8": 2.5, "P9": 3, "P10": " a < b", "P11": ["a", ""],
        "P12": "acc00000-0000-4000-8000-000000000001"}}]}
      """
    When the SDK executes "sample_Gives" without parameters
    Then the exchange matches snapshot "sdk/every-type"

  @CA-043 @CA-024 @SO-03B
  Scenario Outline: Response properties of all types that are not set
    Given the rule "default_outputs" is "<rule>"
    And the custom API "sample_Gives"
      | kind     | name | type             | table   |
      | property | P0   | Boolean          |         |
      | property | P1   | DateTime         |         |
      | property | P2   | Decimal          |         |
      | property | P3   | Entity           | account |
      | property | P4   | EntityCollection | account |
      | property | P5   | EntityReference  | account |
      | property | P6   | Float            |         |
      | property | P7   | Integer          |         |
      | property | P8   | Money            |         |
      | property | P9   | Picklist         |         |
      | property | P10  | String           |         |
      | property | P11  | StringArray      |         |
      | property | P12  | Guid             |         |
    When the SDK executes "sample_Gives" without parameters
    Then the exchange matches snapshot "sdk/<snapshot>"

    Examples:
      | rule  | snapshot           |
      | typed | every-type-default |
      | null  | every-type-null    |

  # Choices, booleans and managed properties as columns; the custom API is there at once.
  @CA-015 @SO-022 @SO-03B @alone
  Scenario: A custom API is made with the SDK and called
    Given the SDK has executed
      """
      <request i:type="a:CreateRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity">
            <a:Attributes>
              <a:KeyValuePairOfstringanyType><b:key>uniquename</b:key><b:value i:type="c:string">sample_Made</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">sample_Made</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>displayname</b:key><b:value i:type="c:string">Made</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>description</b:key><b:value i:type="c:string">Made with the SDK</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>bindingtype</b:key><b:value i:type="a:OptionSetValue"><a:Value>0</a:Value></b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>isfunction</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>isprivate</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>workflowsdkstepenabled</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>allowedcustomprocessingsteptype</b:key><b:value i:type="a:OptionSetValue"><a:Value>0</a:Value></b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>iscustomizable</b:key><b:value i:type="a:BooleanManagedProperty"><a:CanBeChanged>true</a:CanBeChanged><a:ManagedPropertyLogicalName i:nil="true"/><a:Value>false</a:Value></b:value></a:KeyValuePairOfstringanyType>
            </a:Attributes>
            <a:EntityState i:nil="true"/>
            <a:FormattedValues/>
            <a:Id>00000000-0000-0000-0000-000000000000</a:Id>
            <a:KeyAttributes/>
            <a:LogicalName>customapi</a:LogicalName>
            <a:RelatedEntities/>
            <a:RowVersion i:nil="true"/>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>Create</a:RequestName>
      </request>
      """
    And "/ExecuteResponse/ExecuteResult/Results/id" is remembered as "api"
    When the SDK retrieves "uniquename,bindingtype,isfunction,iscustomizable,createdon,ownerid" of "customapi({api})"
    Then the exchange matches snapshot "sdk/retrieve-columns"
    When the SDK executes "sample_Made" without parameters
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/ResponseName" equals sample_Made

  @SO-048
  Scenario Outline: A value of the type <type> in the column <column> is refused
    When the SDK executes Create with
      | Target          | Entity | contact(a0000000-0000-4000-8000-00000000b048) |
      | Target.<column> | <type> | <value>                                       |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Incorrect attribute value type <found>

    Examples:
      | column           | type           | value                                         | found                              |
      | gendercode       | Int32          | 1                                             | System.Int32                       |
      | gendercode       | String         | 1                                             | System.String                      |
      | numberofchildren | OptionSetValue | 1                                             | Microsoft.Xrm.Sdk.OptionSetValue   |
      | numberofchildren | Int64          | 1                                             | System.Int64                       |
      | donotemail       | Int32          | 1                                             | System.Int32                       |
      | annualincome     | Decimal        | 1                                             | System.Decimal                     |
      | lastname         | Guid           | a0000000-0000-4000-8000-00000000b048          | System.Guid                        |
      | birthdate        | String         | 1984-02-29                                    | System.String                      |
      | ownerid          | Guid           | a0000000-0000-4000-8000-00000000b048          | System.Guid                        |

  @SO-048
  Scenario Outline: By rule <rule> a whole number for a choice is <result>
    Given the rule "value_types" is "<rule>"
    When the SDK executes Create with
      | Target            | Entity | contact(a0000000-0000-4000-8000-00000000b048) |
      | Target.gendercode | Int32  | 1                                             |
    Then the status is <status>

    Examples:
      | rule    | status | result    |
      | exact   | 500    | refused   |
      | convert | 200    | converted |

  @SO-049
  Scenario Outline: Limits of columns are those of the Web API: <column>
    When the SDK executes Create with
      | Target          | Entity | account(a0000000-0000-4000-8000-00000000b049) |
      | Target.<column> | <type> | <value>                                       |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"

    Examples:
      | column            | type           | value                | code        |
      | industrycode      | OptionSetValue | 999                  | -2147204326 |
      | numberofemployees | Int32          | -1                   | -2147204305 |
      | revenue           | Money          | -1                   | -2147204304 |
