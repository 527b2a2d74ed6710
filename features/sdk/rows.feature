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

  @SO-034 @SO-03A @WA-057
  Scenario Outline: The row version counts only with IfRowVersionMatches
    Given these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
    When the SDK executes <message> with
      | Target              | Entity              | account(a0000000-0000-4000-8000-0000000000f1) |
      | Target.name         | String              | Two                                           |
      | Target.version      | RowVersion          | <version>                                     |
      | ConcurrencyBehavior | ConcurrencyBehavior | <behavior>                                    |
    Then the status is <status>
    And "<path>" equals <value>

    Examples:
      | message | behavior            | version | status | path                                             | value         |
      | Update  | Default             | 1       | 200    | /ExecuteResponse/ExecuteResult/ResponseName      | Update        |
      | Update  | AlwaysOverwrite     | 1       | 200    | /ExecuteResponse/ExecuteResult/ResponseName      | Update        |
      | Update  | IfRowVersionMatches | 1       | 500    | /Fault/detail/OrganizationServiceFault/ErrorCode | "-2147088254" |
      | Update  | IfRowVersionMatches |         | 500    | /Fault/detail/OrganizationServiceFault/ErrorCode | "-2147088253" |
      | Upsert  | AlwaysOverwrite     | 1       | 200    | /ExecuteResponse/ExecuteResult/ResponseName      | Upsert        |
      | Upsert  | IfRowVersionMatches | 1       | 500    | /Fault/detail/OrganizationServiceFault/ErrorCode | "-2147088254" |

  @SO-034 @SO-03A @WA-057
  Scenario Outline: An update where the version matches
    Given these rows of "<set>"
      | <key>                                | <column> |
      | a0000000-0000-4000-8000-0000000000f1 | One      |
    When the SDK retrieves "<column>" of "<table>(a0000000-0000-4000-8000-0000000000f1)"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/RowVersion" is remembered as "version"
    When the SDK executes Update with
      | Target              | Entity              | <table>(a0000000-0000-4000-8000-0000000000f1) |
      | Target.<column>     | String              | Two                                           |
      | Target.version      | RowVersion          | {version}                                     |
      | ConcurrencyBehavior | ConcurrencyBehavior | IfRowVersionMatches                           |
    Then the status is 200
    When the SDK retrieves "<column>" of "<table>(a0000000-0000-4000-8000-0000000000f1)"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/<column>" equals Two
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RowVersion" differs from "{version}"
    When the SDK executes Update with
      | Target              | Entity              | <table>(a0000000-0000-4000-8000-0000000000f1) |
      | Target.<column>     | String              | Three                                         |
      | Target.version      | RowVersion          | {version}                                     |
      | ConcurrencyBehavior | ConcurrencyBehavior | IfRowVersionMatches                           |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147088254"
    And "/Fault/detail/OrganizationServiceFault/Message" equals The version of the existing record doesn't match the RowVersion property provided.
    When the SDK retrieves "<column>" of "<table>(a0000000-0000-4000-8000-0000000000f1)"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/<column>" equals Two

    Examples:
      | table   | set      | key       | column   |
      | account | accounts | accountid | name     |
      | contact | contacts | contactid | lastname |

  @SO-034 @SO-03A
  Scenario: An elastic row's version is the number that its column has
    Given the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And everything settles
    And a client has sent
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=versionnumber
      """
    And "versionnumber" is remembered as "version"
    When the SDK retrieves "name" of "backgroundoperation({operation})"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/RowVersion" equals "{version}"
    When the SDK executes Update with
      | Target              | Entity              | backgroundoperation({operation}) |
      | Target.ttlinseconds | Int32               | 60                               |
      | Target.version      | RowVersion          | 1                                |
      | ConcurrencyBehavior | ConcurrencyBehavior | IfRowVersionMatches              |
    Then "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147088254"
    When the SDK executes Update with
      | Target              | Entity              | backgroundoperation({operation}) |
      | Target.ttlinseconds | Int32               | 60                               |
      | Target.version      | RowVersion          | {version}                        |
      | ConcurrencyBehavior | ConcurrencyBehavior | IfRowVersionMatches              |
    Then the status is 200

  @SO-03A @WA-057
  Scenario Outline: A deletion at a version
    Given these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
    And the SDK has retrieved "name" of "account(a0000000-0000-4000-8000-0000000000f1)"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RowVersion" is remembered as "now"
    And the text "1" is remembered as "old"
    When the SDK executes Delete with
      | Target              | EntityReference     | account(a0000000-0000-4000-8000-0000000000f1) |
      | Target.version      | RowVersion          | <version>                                     |
      | ConcurrencyBehavior | ConcurrencyBehavior | <behavior>                                    |
    Then the status is <status>
    And "<path>" equals <value>
    When a client sends, for every row, a request that is answered with its status
      | method | path                                                          | status  |
      | GET    | /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000f1) | <after> |

    Examples:
      | behavior            | version | status | after | path                                             | value         |
      | Default             | {old}   | 200    | 404   | /ExecuteResponse/ExecuteResult/ResponseName      | Delete        |
      | AlwaysOverwrite     | {old}   | 200    | 404   | /ExecuteResponse/ExecuteResult/ResponseName      | Delete        |
      | IfRowVersionMatches | {old}   | 500    | 200   | /Fault/detail/OrganizationServiceFault/ErrorCode | "-2147088254" |
      | IfRowVersionMatches | {now}   | 200    | 404   | /ExecuteResponse/ExecuteResult/ResponseName      | Delete        |
      | IfRowVersionMatches |         | 500    | 200   | /Fault/detail/OrganizationServiceFault/ErrorCode | "-2147088253" |

  @SO-039 @WA-072 @alone
  Scenario Outline: Rows by the page
    When the SDK asks for page <page> of the accounts, <size> rows each<form>
    Then "/RetrieveMultipleResponse/RetrieveMultipleResult/MoreRecords" equals "<more>"
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/TotalRecordCount" equals "<total>"
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/TotalRecordCountLimitExceeded" equals "false"
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has <rows> items

    Examples:
      | page | size | form                  | more  | rows | total |
      | 1    | 4    | , counted             | true  | 4    | 10    |
      | 2    | 4    | , counted             | true  | 4    | 10    |
      | 3    | 4    | , counted             | false | 2    | 10    |
      | 1    | 4    |                       | true  | 4    | -1    |
      | 3    | 4    |                       | false | 2    | -1    |
      | 2    | 4    | , as FetchXML         | true  | 4    | -1    |
      | 3    | 4    | , as FetchXML, counted | false | 2    | 10    |

  # A cookie knows the last row of its page, so that rows which come before it shift nothing.
  @SO-039 @WA-073 @alone
  Scenario Outline: The next page begins where the cookie says
    When the SDK asks for page 1 of the accounts, 4 rows each<form>
    Then "/RetrieveMultipleResponse/RetrieveMultipleResult/MoreRecords" equals "true"
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/PagingCookie" contains "page="1""
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/PagingCookie" is remembered as "cookie"
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/3/Attributes/name" is remembered as "last"
    When the SDK asks for page 2 of the accounts, 4 rows each<form>
    Then "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" is remembered as "next"
    Given these rows of "accounts"
      | accountid                            | name    |
      | a0000000-0000-4000-8000-0000000000f1 | A first |
    When the SDK asks for page 2 of the accounts, 4 rows each<form>
    Then "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals {last}
    When the SDK asks for page 2 of the accounts, 4 rows each<form>, with the cookie
    Then "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals {next}
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/PagingCookie" is remembered as "cookie"
    When the SDK asks for page 3 of the accounts, 4 rows each<form>, with the cookie
    Then "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 2 items
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/MoreRecords" equals "false"

    Examples:
      | form          |
      |               |
      | , as FetchXML |

  @SO-032 @SO-037 @alone
  Scenario: Columns of joined tables come with their origin and their labels
    When the SDK executes
      """
      <request i:type="a:RetrieveMultipleRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Query</b:key><b:value i:type="a:QueryExpression">
            <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>fullname</e:string></a:Columns></a:ColumnSet>
            <a:Criteria>
              <a:Conditions><a:ConditionExpression><a:AttributeName>accountid</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="d:guid">acc00000-0000-4000-8000-000000000001</e:anyType></a:Values><a:EntityName>company</a:EntityName></a:ConditionExpression></a:Conditions>
              <a:FilterOperator>And</a:FilterOperator>
              <a:Filters/>
            </a:Criteria>
            <a:Distinct>false</a:Distinct>
            <a:EntityName>contact</a:EntityName>
            <a:LinkEntities>
              <a:LinkEntity>
                <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string><e:string>statecode</e:string><e:string>revenue</e:string><e:string>numberofemployees</e:string><e:string>ownerid</e:string><e:string>createdon</e:string></a:Columns></a:Columns>
                <a:EntityAlias>company</a:EntityAlias>
                <a:JoinOperator>Inner</a:JoinOperator>
                <a:LinkCriteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
                <a:LinkEntities/>
                <a:LinkFromAttributeName>contactid</a:LinkFromAttributeName>
                <a:LinkFromEntityName>contact</a:LinkFromEntityName>
                <a:LinkToAttributeName>primarycontactid</a:LinkToAttributeName>
                <a:LinkToEntityName>account</a:LinkToEntityName>
              </a:LinkEntity>
            </a:LinkEntities>
            <a:Orders/>
            <a:PageInfo><a:Count>0</a:Count><a:PageNumber>0</a:PageNumber><a:PagingCookie i:nil="true"/><a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></a:PageInfo>
            <a:NoLock>false</a:NoLock>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>RetrieveMultiple</a:RequestName>
      </request>
      """
    Then the exchange matches snapshot "sdk/joined-rows"
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/Attributes/company.statecode/type" equals AliasedValue
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/Attributes/company.statecode/EntityLogicalName" equals account
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/Attributes/company.statecode/AttributeLogicalName" equals statecode
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/FormattedValues/company.statecode" equals Active
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/FormattedValues/company.ownerid" equals System Administrator

  @SO-032 @SO-037 @alone
  Scenario Outline: FetchXML's joined columns and aggregates come with their origin and their labels
    Given these rows of "accounts"
      | accountid                            | name  | statecode | industrycode | revenue |
      | a0000000-0000-4000-8000-0000000000f1 | F one | 0         | 1            | 1000    |
      | a0000000-0000-4000-8000-0000000000f2 | F two | 0         | 1            | 500     |
    When the SDK executes RetrieveMultiple with
      | Query | FetchExpression | <fetch> |
    Then "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/Attributes/<name>/type" equals AliasedValue
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/Attributes/<name>/EntityLogicalName" equals <table>
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/Attributes/<name>/AttributeLogicalName" equals <column>
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/FormattedValues/<name>" equals <label>

    Examples:
      | name                  | table      | column       | label                | fetch |
      | systemuser1.islicensed | systemuser | islicensed  | Yes                  | <fetch><entity name="account"><attribute name="name"/><link-entity name="systemuser" from="systemuserid" to="ownerid"><attribute name="islicensed"/></link-entity></entity></fetch> |
      | o.businessunitid      | systemuser | businessunitid | Contoso            | <fetch><entity name="account"><attribute name="name"/><link-entity name="systemuser" from="systemuserid" to="ownerid" alias="o"><attribute name="businessunitid"/></link-entity></entity></fetch> |
      | kind                  | account    | industrycode | Accounting           | <fetch aggregate="true"><entity name="account"><attribute name="industrycode" groupby="true" alias="kind"/><attribute name="revenue" aggregate="sum" alias="total"/><filter><condition attribute="name" operator="like" value="F %"/></filter></entity></fetch> |
      | total                 | account    | revenue      | $1,500.00            | <fetch aggregate="true"><entity name="account"><attribute name="industrycode" groupby="true" alias="kind"/><attribute name="revenue" aggregate="sum" alias="total"/><filter><condition attribute="name" operator="like" value="F %"/></filter></entity></fetch> |

  # The SDK names what hangs on a row by the relationship, from either end.
  @SO-038
  Scenario: Related rows are made with their row, by the name of the relationship
    When the SDK executes
      """
      <request i:type="a:CreateRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity">
            <a:Attributes><a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type="c:string">With people</b:value></a:KeyValuePairOfstringanyType></a:Attributes>
            <a:EntityState i:nil="true"/>
            <a:FormattedValues/>
            <a:Id>00000000-0000-0000-0000-000000000000</a:Id>
            <a:KeyAttributes/>
            <a:LogicalName>account</a:LogicalName>
            <a:RelatedEntities>
              <a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN>
                <b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>account_primary_contact</a:SchemaName></b:key>
                <b:value><a:Entities><a:Entity><a:Attributes><a:KeyValuePairOfstringanyType><b:key>lastname</b:key><b:value i:type="c:string">First</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes/><a:LogicalName>contact</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></a:Entity></a:Entities><a:EntityName i:nil="true"/><a:MinActiveRowVersion i:nil="true"/><a:MoreRecords>false</a:MoreRecords><a:PagingCookie i:nil="true"/><a:TotalRecordCount>0</a:TotalRecordCount><a:TotalRecordCountLimitExceeded>false</a:TotalRecordCountLimitExceeded></b:value>
              </a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN>
              <a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN>
                <b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>contact_customer_accounts</a:SchemaName></b:key>
                <b:value><a:Entities><a:Entity><a:Attributes><a:KeyValuePairOfstringanyType><b:key>lastname</b:key><b:value i:type="c:string">Second</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes/><a:LogicalName>contact</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></a:Entity></a:Entities><a:EntityName i:nil="true"/><a:MinActiveRowVersion i:nil="true"/><a:MoreRecords>false</a:MoreRecords><a:PagingCookie i:nil="true"/><a:TotalRecordCount>0</a:TotalRecordCount><a:TotalRecordCountLimitExceeded>false</a:TotalRecordCountLimitExceeded></b:value>
              </a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN>
            </a:RelatedEntities>
            <a:RowVersion i:nil="true"/>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>Create</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/id" is remembered as "account"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name&$expand=primarycontactid($select=lastname),contact_customer_accounts($select=lastname)
      """
    Then "/primarycontactid/lastname" equals First
    And "/contact_customer_accounts/0/lastname" equals Second
    And "/contact_customer_accounts" has 1 item

  @SO-038
  Scenario: A relationship that a table does not have is refused
    When the SDK executes "Create" with <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities><a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>account_nothing</a:SchemaName></b:key><b:value><a:Entities/><a:EntityName i:nil="true"/></b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN></a:RelatedEntities></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "account_nothing"
