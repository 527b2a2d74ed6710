Feature: Rows with the SDK
  The operations of raw proxies, values of every kind, versions, and pages.

  @SO-006 @SO-033 @SO-034
  Scenario: Create, Retrieve, Update and Delete as operations of their own
    When the SDK calls "Create"
      """
      <entity>
        <a:Attributes>
          <a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">By hand</b:value></a:KeyValuePairOfstringanyType>
        </a:Attributes>
        <a:EntityState i:nil="true"/>
        <a:FormattedValues/>
        <a:Id>00000000-0000-0000-0000-000000000000</a:Id>
        <a:LogicalName>account</a:LogicalName>
        <a:RelatedEntities/>
      </entity>
      """
    Then the status is 200
    And "/CreateResponse/CreateResult" is a guid
    And "/CreateResponse/CreateResult" is remembered as "account"
    When the SDK calls "Update"
      """
      <entity>
        <a:Attributes>
          <a:KeyValuePairOfstringanyType><b:key>numberofemployees</b:key><b:value i:type="c:int">1234</b:value></a:KeyValuePairOfstringanyType>
        </a:Attributes>
        <a:Id>{account}</a:Id>
        <a:LogicalName>account</a:LogicalName>
      </entity>
      """
    Then the status is 200
    And "/UpdateResponse" equals ""
    When the SDK calls "Retrieve"
      """
      <entityName>account</entityName><id>{account}</id>
      <columnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string><e:string>numberofemployees</e:string><e:string>statecode</e:string></a:Columns></columnSet>
      """
    Then the exchange matches snapshot "sdk/retrieve-proxy"
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryByAttribute">
        <a:Attributes><e:string>name</e:string></a:Attributes>
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>numberofemployees</e:string></a:Columns></a:ColumnSet>
        <a:EntityName>account</a:EntityName>
        <a:Orders/>
        <a:PageInfo i:nil="true"/>
        <a:TopCount i:nil="true"/>
        <a:Values><e:anyType i:type="c:string">By hand</e:anyType></a:Values>
      </query>
      """
    Then the exchange matches snapshot "sdk/retrieve-multiple-proxy"
    When the SDK calls "Delete"
      """
      <entityName>account</entityName><id>{account}</id>
      """
    Then the status is 200
    And "/DeleteResponse" equals ""
    When the SDK retrieves "name" of "account({account})"
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220969"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Entity 'account' With Id = {account} Does Not Exist

  @SO-031 @SO-033 @SO-034
  Scenario: All columns
    Given a client has sent
      """
      GET /api/data/v9.2/accounts(acc00000-0000-4000-8000-000000000001)?$select=versionnumber
      """
    And "versionnumber" is remembered as "version"
    When the SDK retrieves "*" of "account(acc00000-0000-4000-8000-000000000001)"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/RowVersion" equals "{version}"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/versionnumber" equals {version}
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/accountid" equals acc00000-0000-4000-8000-000000000001
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/ownerid/LogicalName" equals systemuser
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/ownerid/Name" equals System Administrator
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/ownerid" equals System Administrator
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/statecode" equals Active
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/overriddencreatedon" is absent

  @WA-057
  Scenario Outline: A version counts only where it is asked to
    Given these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
    When the SDK sends an "Update" of "account(a0000000-0000-4000-8000-0000000000f1)" at version "<version>" with "<behavior>"
      | name | c:string | Two |
    Then the status is <status>
    And "<path>" equals <value>

    Examples:
      | behavior            | version | status | path                                             | value          |
      | Default             | 1       | 200    | /ExecuteResponse/ExecuteResult/ResponseName      | Update         |
      | AlwaysOverwrite     | 1       | 200    | /ExecuteResponse/ExecuteResult/ResponseName      | Update         |
      | IfRowVersionMatches | 1       | 500    | /Fault/detail/OrganizationServiceFault/ErrorCode | "-2147088254"  |
      | IfRowVersionMatches |         | 500    | /Fault/detail/OrganizationServiceFault/ErrorCode | "-2147088253"  |

  @SO-022 @WA-072
  Scenario Outline: Rows by the page
    When the SDK asks for page <page> of the accounts, <size> rows each
    Then "/RetrieveMultipleResponse/RetrieveMultipleResult/MoreRecords" equals "<more>"
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/TotalRecordCount" equals "10"
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has <rows> items

    Examples:
      | page | size | more  | rows |
      | 1    | 4    | true  | 4    |
      | 2    | 4    | true  | 4    |
      | 3    | 4    | false | 2    |
