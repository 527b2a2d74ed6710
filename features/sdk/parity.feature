Feature: The same request over the Web API and the SDK
  Each message, sent over the Web API and over the SDK, writes the same rows and returns the same values.

  @SO-006 @SO-020 @SO-022 @WA-040 @alone
  Scenario: Create
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name": "Two doors", "creditonhold": true, "numberofemployees": 42, "revenue": 1234.5, "industrycode": 1,
       "description": "a < b & c", "address1_latitude": 1.5,
       "primarycontactid@odata.bind": "/contacts(c0000000-0000-4000-8000-000000000001)"}
      """
    And the id of the new row is remembered as "web"
    And the SDK has executed Create with
      | Target                   | Entity          | account                                       |
      | Target.name              | String          | Two doors                                     |
      | Target.creditonhold      | Boolean         | true                                          |
      | Target.numberofemployees | Int32           | 42                                            |
      | Target.revenue           | Money           | 1234.5                                        |
      | Target.industrycode      | OptionSetValue  | 1                                             |
      | Target.description       | String          | a < b & c                                     |
      | Target.address1_latitude | Double          | 1.5                                           |
      | Target.primarycontactid  | EntityReference | contact(c0000000-0000-4000-8000-000000000001) |
    And "/ExecuteResponse/ExecuteResult/Results/id" is remembered as "sdk"
    Then "/ExecuteResponse/ExecuteResult/type" equals CreateResponse
    And the rows "accounts({web})" and "accounts({sdk})" are the same

  @SO-022 @SO-031 @SO-032 @SO-033 @WA-046
  Scenario Outline: Retrieve
    Given a client has sent
      """
      GET /api/data/v9.2/<set>(<id>)<select>
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    And the facts are remembered as "web"
    When the SDK retrieves "<columns>" of "<table>(<id>)"
    Then "/ExecuteResponse/ExecuteResult/type" equals RetrieveResponse
    And the facts are those of "web"

    Examples:
      | set           | table        | id                                   | columns                                                                                                                                                                  | select                                                                                                                                                                           |
      | accounts      | account      | acc00000-0000-4000-8000-000000000001 | accountid,name,creditonhold,numberofemployees,revenue,industrycode,statecode,createdon,primarycontactid,ownerid                                                             | ?$select=accountid,name,creditonhold,numberofemployees,revenue,industrycode,statecode,createdon,_primarycontactid_value,_ownerid_value                                            |
      | systemusers   | systemuser   | 05e70000-0000-4000-8000-000000000001 | fullname,azureactivedirectoryobjectid,businessunitid,islicensed                                                                                                            | ?$select=fullname,azureactivedirectoryobjectid,_businessunitid_value,islicensed                                                                                                  |
      | businessunits | businessunit | b0000000-0000-4000-8000-000000000001 | name,isdisabled,createdon | ?$select=name,isdisabled,createdon |
      | customapis | customapi | bd8ffcee-5a38-4d0a-b296-6848c94dd22e | uniquename,isfunction,iscustomizable,bindingtype | ?$select=uniquename,isfunction,iscustomizable,bindingtype |

  @SO-022 @SO-030 @SO-031 @SO-032
  Scenario: Retrieve an operation
    Given "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    And everything settles
    And a client has sent
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=name,displayname,backgroundoperationstatecode,backgroundoperationstatuscode,inputparameters,outputparameters,starttime,endtime,retrycount,errorcode,errormessage,runas,ttlinseconds,createdon
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    And the facts are remembered as "web"
    When the SDK retrieves "name,displayname,backgroundoperationstatecode,backgroundoperationstatuscode,inputparameters,outputparameters,starttime,endtime,retrycount,errorcode,errormessage,runas,ttlinseconds,createdon" of "backgroundoperation({operation})"
    Then the facts are those of "web"

  @SO-022 @WA-070
  Scenario: RetrieveMultiple with an expression
    Given a client has sent
      """
      GET /api/data/v9.2/accounts?$select=name,numberofemployees,statecode&$filter=contains(name,'a') and statecode eq 0&$orderby=name desc&$top=4
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    And the facts are remembered as "web"
    When the SDK executes
      """
      <request i:type="a:RetrieveMultipleRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Query</b:key><b:value i:type="a:QueryExpression">
            <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string><e:string>numberofemployees</e:string><e:string>statecode</e:string></a:Columns></a:ColumnSet>
            <a:Criteria>
              <a:Conditions>
                <a:ConditionExpression><a:AttributeName>name</a:AttributeName><a:Operator>Like</a:Operator><a:Values><e:anyType i:type="c:string">%a%</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression>
                <a:ConditionExpression><a:AttributeName>statecode</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="c:int">0</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression>
              </a:Conditions>
              <a:FilterOperator>And</a:FilterOperator>
              <a:Filters/>
            </a:Criteria>
            <a:Distinct>false</a:Distinct>
            <a:EntityName>account</a:EntityName>
            <a:LinkEntities/>
            <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Descending</a:OrderType></a:OrderExpression></a:Orders>
            <a:PageInfo><a:Count>0</a:Count><a:PageNumber>0</a:PageNumber><a:PagingCookie i:nil="true"/><a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></a:PageInfo>
            <a:NoLock>false</a:NoLock>
            <a:TopCount>4</a:TopCount>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>RetrieveMultiple</a:RequestName>
      </request>
      """
    Then "/ExecuteResponse/ExecuteResult/type" equals RetrieveMultipleResponse
    And the facts are those of "web"

  @SO-022 @WA-070 @alone
  Scenario: RetrieveMultiple with FetchXML
    Given a client has sent
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity%20name%3D%22account%22%3E%3Cattribute%20name%3D%22name%22%2F%3E%3Corder%20attribute%3D%22name%22%2F%3E%3C%2Fentity%3E%3C%2Ffetch%3E
      """
    And the facts are remembered as "web"
    When the SDK executes RetrieveMultiple with
      | Query | FetchExpression | <fetch><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch> |
    Then the facts are those of "web"

  @SO-022 @WA-070
  Scenario: RetrieveMultiple by attribute
    Given a client has sent
      """
      GET /api/data/v9.2/systemusers?$select=fullname&$filter=lastname eq 'Administrator'
      """
    And the facts are remembered as "web"
    When the SDK executes
      """
      <request i:type="a:RetrieveMultipleRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Query</b:key><b:value i:type="a:QueryByAttribute">
            <a:Attributes><e:string>lastname</e:string></a:Attributes>
            <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>fullname</e:string></a:Columns></a:ColumnSet>
            <a:EntityName>systemuser</a:EntityName>
            <a:Orders/>
            <a:PageInfo i:nil="true"/>
            <a:TopCount i:nil="true"/>
            <a:Values><e:anyType i:type="c:string">Administrator</e:anyType></a:Values>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>RetrieveMultiple</a:RequestName>
      </request>
      """
    Then the facts are those of "web"

  @SO-022 @WA-04D @alone
  Scenario Outline: <message>
    Given these rows of "accounts"
      | accountid                            | name | description |
      | a0000000-0000-4000-8000-0000000000f1 | One  | before      |
      | a0000000-0000-4000-8000-0000000000f2 | One  | before      |
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f<web>)
      <condition>

      {"name": "Another", "description": null, "numberofemployees": 7}
      """
    When the SDK executes <message> with
      | Target                   | Entity | account(a0000000-0000-4000-8000-0000000000f<sdk>) |
      | Target.name              | String | Another                                           |
      | Target.description       | null   |                                                   |
      | Target.numberofemployees | Int32  | 7                                                 |
    Then "/ExecuteResponse/ExecuteResult/type" equals <message>Response
    And "/ExecuteResponse/ExecuteResult/Results/RecordCreated" <created>
    And the rows "accounts(a0000000-0000-4000-8000-0000000000f<web>)" and "accounts(a0000000-0000-4000-8000-0000000000f<sdk>)" are the same

    Examples:
      | message | web | sdk | condition   | created      |
      | Update  | 1   | 2   | If-Match: * | is absent    |
      | Upsert  | 1   | 2   | Accept: */* | equals false |
      | Upsert  | 3   | 4   | Accept: */* | equals true  |

  @SO-022 @WA-055
  Scenario: Delete
    Given these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
      | a0000000-0000-4000-8000-0000000000f2 | One  |
    And a client has sent
      """
      DELETE /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f1)
      """
    When the SDK executes Delete with
      | Target | EntityReference | account(a0000000-0000-4000-8000-0000000000f2) |
    Then "/ExecuteResponse/ExecuteResult/type" equals DeleteResponse
    When a client sends, for every row, a request that is answered with its status
      | method | path                                                          | status |
      | GET    | /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f1) | 404    |
      | GET    | /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f2) | 404    |

  @SO-022 @SO-03D @WA-056
  Scenario: Assign, which is an update of the owner over the Web API
    Given the user "Ada" with {"roles": ["Basic User"]}
    And these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
      | a0000000-0000-4000-8000-0000000000f2 | One  |
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f1)
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({ada})"}
      """
    When the SDK executes Assign with
      | Target   | EntityReference | account(a0000000-0000-4000-8000-0000000000f2) |
      | Assignee | EntityReference | systemuser({ada})                             |
    Then "/ExecuteResponse/ExecuteResult/type" equals AssignResponse
    Given a client has sent
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f1)?$select=_ownerid_value,_owninguser_value,_owningbusinessunit_value
      """
    And "_ownerid_value" is remembered as "owner"
    And "_owninguser_value" is remembered as "user"
    And "_owningbusinessunit_value" is remembered as "unit"
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f2)?$select=_ownerid_value,_owninguser_value,_owningbusinessunit_value
      """
    Then the body has
      | _ownerid_value            | {owner} |
      | _owninguser_value         | {user}  |
      | _owningbusinessunit_value | {unit}  |
    And "_ownerid_value" equals {ada}

  @SO-022 @AU-00F
  Scenario Outline: <message>
    Given a client has sent
      """
      GET /api/data/v9.2/<message>()
      """
    And the facts are remembered as "web"
    When the SDK executes <message> without parameters
    Then the facts are those of "web"

    Examples:
      | message                     |
      | WhoAmI                      |
      | RetrieveVersion             |
      | RetrieveCurrentOrganization |

  @CA-043 @SO-020
  Scenario: A custom API with every type
    Given the custom API "sample_Everything"
      | kind      | name | type            | table   |
      | parameter | Text | String          |         |
      | property  | P0   | Boolean         |         |
      | property  | P1   | DateTime        |         |
      | property  | P2   | Decimal         |         |
      | property  | P3   | Entity          | account |
      | property  | P4   | EntityCollection | account |
      | property  | P5   | EntityReference | account |
      | property  | P6   | Float           |         |
      | property  | P7   | Integer         |         |
      | property  | P8   | Money           |         |
      | property  | P9   | Picklist        |         |
      | property  | P10  | String          |         |
      | property  | P11  | StringArray     |         |
      | property  | P12  | Guid            |         |
    And "sample_Everything" behaves as
      """
      {"outcomes": [{"return": {
        "P0": true, "P1": "2024-01-02T03:04:05Z", "P2": 1.5,
        "P3": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001", "name": "A"},
        "P4": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001", "name": "A"},
               {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000002", "name": "B"}],
        "P5": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001"},
        "P6": 0.25, "P7": 7, "P8": 2.5, "P9": 3, "P10": "t", "P11": ["a", "b"],
        "P12": "a0000000-0000-4000-8000-000000000002"}}]}
      """
    And a client has sent
      """
      POST /api/data/v9.2/sample_Everything

      {"Text": "x"}
      """
    And the facts are remembered as "web"
    When the SDK executes "sample_Everything" with
      | Text | String | x |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" is absent
    And "/ExecuteResponse/ExecuteResult/ResponseName" equals sample_Everything
    And "/ExecuteResponse/ExecuteResult/Results/P3/type" equals Entity
    And "/ExecuteResponse/ExecuteResult/Results/P5/type" equals EntityReference
    And "/ExecuteResponse/ExecuteResult/Results/P8/type" equals Money
    And "/ExecuteResponse/ExecuteResult/Results/P9/type" equals OptionSetValue
    And the facts are those of "web"

  @BG-030 @BG-031 @BG-001
  Scenario: A custom API in the background
    Given "sample_ExportDataUsingFetchXmlToAnnotation" waits to be started
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted as "web"
      """
      {"FetchXml": "not looked at"}
      """
    When the SDK executes "ExecuteBackgroundOperation" with
      | Request          | OrganizationRequest | sample_ExportDataUsingFetchXmlToAnnotation |
      | Request.FetchXml | String              | not looked at                              |
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "sdk"
    Then the rows "backgroundoperations({web})" and "backgroundoperations({sdk})" are the same

  @CA-043 @BG-031 @SO-020
  Scenario: A custom API in the background with a parameter of every type
    Given the custom API "sample_Takes"
      | kind | name | type | table |
      | parameter | P0 | Boolean |  |
      | parameter | P1 | DateTime |  |
      | parameter | P2 | Decimal |  |
      | parameter | P3 | Entity | account |
      | parameter | P4 | EntityCollection | account |
      | parameter | P5 | EntityReference | account |
      | parameter | P6 | Float |  |
      | parameter | P7 | Integer |  |
      | parameter | P8 | Money |  |
      | parameter | P9 | Picklist |  |
      | parameter | P10 | String |  |
      | parameter | P11 | StringArray |  |
      | parameter | P12 | Guid |  |
    And "sample_Takes" waits to be started
    And "sample_Takes" is submitted as "web"
      """
      {"P0": true, "P1": "2024-01-02T03:04:05Z", "P2": 1.5,
       "P3": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001", "name": "A"},
       "P4": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001", "name": "A"}],
       "P5": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-000000000001"},
       "P6": 0.25, "P7": 7, "P8": 2.5, "P9": 3, "P10": "a < b", "P11": ["a", "b"], "P12": "acc00000-0000-4000-8000-000000000001"}
      """
    When the SDK executes
      """
      <request>
        <a:Parameters><a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>P0</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P1</b:key><b:value i:type="c:dateTime">2024-01-02T03:04:05Z</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P2</b:key><b:value i:type="c:decimal">1.5</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P3</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>accountid</b:key><b:value i:type="d:guid">acc00000-0000-4000-8000-000000000001</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">A</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P4</b:key><b:value i:type="a:EntityCollection"><a:Entities><a:Entity><a:Attributes><a:KeyValuePairOfstringanyType><b:key>accountid</b:key><b:value i:type="d:guid">acc00000-0000-4000-8000-000000000001</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">A</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></a:Entity></a:Entities><a:EntityName>account</a:EntityName><a:MinActiveRowVersion i:nil="true"/><a:MoreRecords>false</a:MoreRecords><a:PagingCookie i:nil="true"/><a:TotalRecordCount>-1</a:TotalRecordCount><a:TotalRecordCountLimitExceeded>false</a:TotalRecordCountLimitExceeded></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P5</b:key><b:value i:type="a:EntityReference"><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P6</b:key><b:value i:type="c:double">0.25</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P7</b:key><b:value i:type="c:int">7</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P8</b:key><b:value i:type="a:Money"><a:Value>2.5</a:Value></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P9</b:key><b:value i:type="a:OptionSetValue"><a:Value>3</a:Value></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P10</b:key><b:value i:type="c:string">a &lt; b</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P11</b:key><b:value i:type="e:ArrayOfstring"><e:string>a</e:string><e:string>b</e:string></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>P12</b:key><b:value i:type="d:guid">acc00000-0000-4000-8000-000000000001</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Takes</a:RequestName></b:value></a:KeyValuePairOfstringanyType></a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>ExecuteBackgroundOperation</a:RequestName>
      </request>
      """
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "sdk"
    Then the rows "backgroundoperations({web})" and "backgroundoperations({sdk})" are the same

  @BG-070 @BG-071 @SO-022
  Scenario: Update, as the cancellation of an operation
    Given "sample_CleanupExportedDataAnnotations" waits to be started
    And "sample_CleanupExportedDataAnnotations" is submitted as "web"
    And "sample_CleanupExportedDataAnnotations" is submitted as "sdk"
    And a client has sent
      """
      PATCH /api/data/v9.2/backgroundoperations({web})
      If-Match: *

      {"backgroundoperationstatecode": 2, "backgroundoperationstatuscode": 22}
      """
    When the SDK executes Update with
      | Target                               | Entity         | backgroundoperation({sdk}) |
      | Target.backgroundoperationstatecode  | OptionSetValue | 2                          |
      | Target.backgroundoperationstatuscode | OptionSetValue | 22                         |
    Then the status is 200
    And the rows "backgroundoperations({web})" and "backgroundoperations({sdk})" are the same
    When the clock advances until nothing is left to do
    Then the rows "backgroundoperations({web})" and "backgroundoperations({sdk})" are the same

  @SO-007 @SO-036 @WA-030
  Scenario Outline: A refusal of <message>
    Given these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
    And a client has sent
      """
      <web>
      """
    And the refusal is remembered as "web"
    When the SDK executes "<message>" with
      | <parameter> | <type>              | <value>             |
      | <column>    | String              | <text>              |
      | <version>   | RowVersion          | 1                   |
      | <behavior>  | ConcurrencyBehavior | IfRowVersionMatches |
    Then the refusal is that of "web"

    Examples:
      | message                                    | web                                                                                                                                    | parameter | type            | value                                                     | column      | text  | version        | behavior            |
      | Create                                     | POST /api/data/v9.2/accounts\nContent-Type: application/json\n\n{"accountid": "a0000000-0000-4000-8000-0000000000f1", "name": "Again"} | Target    | Entity          | account(a0000000-0000-4000-8000-0000000000f1)             | Target.name | Again |                |                     |
      | Retrieve                                   | GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ff)                                                                      | Target    | EntityReference | account(a0000000-0000-4000-8000-0000000000ff)             |             |       |                |                     |
      | Retrieve                                   | GET /api/data/v9.2/backgroundoperations(a0000000-0000-4000-8000-0000000000ff)                                                          | Target    | EntityReference | backgroundoperation(a0000000-0000-4000-8000-0000000000ff) |             |       |                |                     |
      | Update                                     | PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ff)\nIf-Match: *\n\n{"name": "Two"}                                    | Target    | Entity          | account(a0000000-0000-4000-8000-0000000000ff)             | Target.name | Two   |                |                     |
      | Update                                     | PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f1)\nIf-Match: W/"1"\n\n{"name": "Two"}                                | Target    | Entity          | account(a0000000-0000-4000-8000-0000000000f1)             | Target.name | Two   | Target.version | ConcurrencyBehavior |
      | Delete                                     | DELETE /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ff)                                                                   | Target    | EntityReference | account(a0000000-0000-4000-8000-0000000000ff)             |             |       |                |                     |
      | sample_ExportDataUsingFetchXmlToAnnotation | POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation\n\n{}                                                                   |           |                 |                                                           |             |       |                |                     |
      | sample_ExportDataUsingFetchXmlToAnnotation | POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation\n\n{"FetchXml": "x"}                                                    | FetchXml  | String          | x                                                         |             |       |                |                     |

  @PV-004
  Scenario: AddPrivilegesRole
    Given these rows of "roles"
      | as  | name    |
      | web | By web  |
      | sdk | By SDK  |
    And a client has sent
      """
      POST /api/data/v9.2/roles({web})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeId": "886b280c-6396-4d56-a0a3-2c1b0a50ceb0", "Depth": "Deep"}]}
      """
    When the SDK executes
      """
      <request i:type="g:AddPrivilegesRoleRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>RoleId</b:key><b:value i:type="d:guid">{sdk}</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Privileges</b:key><b:value i:type="g:ArrayOfRolePrivilege">
            <g:RolePrivilege>
              <g:BusinessUnitId>00000000-0000-0000-0000-000000000000</g:BusinessUnitId>
              <g:Depth>Deep</g:Depth>
              <g:PrivilegeId>886b280c-6396-4d56-a0a3-2c1b0a50ceb0</g:PrivilegeId>
            </g:RolePrivilege>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>AddPrivilegesRole</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals AddPrivilegesRoleResponse
    When a client sends
      """
      GET /api/data/v9.2/roleprivilegescollection?$filter=roleid eq {web} or roleid eq {sdk}&$select=privilegeid,privilegedepthmask
      """
    Then the rows are
      | privilegeid                          | privilegedepthmask |
      | 886b280c-6396-4d56-a0a3-2c1b0a50ceb0 | 4                  |
      | 886b280c-6396-4d56-a0a3-2c1b0a50ceb0 | 4                  |
