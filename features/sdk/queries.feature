@no-samples
Feature: Queries with the SDK
  What a query expression says beyond columns, conditions and plain joins.

  Background:
    Given these rows of "accounts"
      | as    | name  | numberofemployees | lastonholdtime       |
      | alpha | Alpha | 10                | 2023-03-25T10:00:00Z |
      | beta  | Beta  | 20                | 2023-08-27T10:00:00Z |
      | gamma | Gamma | 30                | 2023-08-28T10:00:00Z |
    And these rows of "contacts"
      | as  | lastname | parentcustomerid_account@odata.bind |
      | ann | Ann      | /accounts({alpha})                  |
      | bob | Bob      | /accounts({alpha})                  |
      | cid | Cid      | /accounts({beta})                   |

  @SO-045
  Scenario: A filter with a link of the kind Any
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>
        <a:Criteria>
        <a:AnyAllFilterLinkEntity>
        <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:Columns>
        <a:EntityAlias i:nil="true"/>
        <a:JoinOperator>Any</a:JoinOperator>
        <a:LinkCriteria><a:Conditions><a:ConditionExpression><a:AttributeName>lastname</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="c:string">Bob</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression></a:Conditions><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
        <a:LinkEntities/>
        <a:LinkFromAttributeName>accountid</a:LinkFromAttributeName>
        <a:LinkFromEntityName>account</a:LinkFromEntityName>
        <a:LinkToAttributeName>parentcustomerid</a:LinkToAttributeName>
        <a:LinkToEntityName>contact</a:LinkToEntityName>
        <a:Orders/>
        </a:AnyAllFilterLinkEntity>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 1 item
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals Alpha

  @SO-045
  Scenario: A filter with a link of the kind NotAny
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>
        <a:Criteria>
        <a:AnyAllFilterLinkEntity>
        <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:Columns>
        <a:EntityAlias i:nil="true"/>
        <a:JoinOperator>NotAny</a:JoinOperator>
        <a:LinkCriteria><a:Conditions><a:ConditionExpression><a:AttributeName>lastname</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="c:string">Bob</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression></a:Conditions><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
        <a:LinkEntities/>
        <a:LinkFromAttributeName>accountid</a:LinkFromAttributeName>
        <a:LinkFromEntityName>account</a:LinkFromEntityName>
        <a:LinkToAttributeName>parentcustomerid</a:LinkToAttributeName>
        <a:LinkToEntityName>contact</a:LinkToEntityName>
        <a:Orders/>
        </a:AnyAllFilterLinkEntity>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 2 items
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals Beta
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/1/Attributes/name" equals Gamma

  @SO-045
  Scenario: A filter with a link of the kind All
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>
        <a:Criteria>
        <a:AnyAllFilterLinkEntity>
        <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:Columns>
        <a:EntityAlias i:nil="true"/>
        <a:JoinOperator>All</a:JoinOperator>
        <a:LinkCriteria><a:Conditions><a:ConditionExpression><a:AttributeName>lastname</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="c:string">Bob</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression></a:Conditions><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
        <a:LinkEntities/>
        <a:LinkFromAttributeName>accountid</a:LinkFromAttributeName>
        <a:LinkFromEntityName>account</a:LinkFromEntityName>
        <a:LinkToAttributeName>parentcustomerid</a:LinkToAttributeName>
        <a:LinkToEntityName>contact</a:LinkToEntityName>
        <a:Orders/>
        </a:AnyAllFilterLinkEntity>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 1 item
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals Beta

  @SO-045
  Scenario: A filter with a link of the kind NotAll
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>
        <a:Criteria>
        <a:AnyAllFilterLinkEntity>
        <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:Columns>
        <a:EntityAlias i:nil="true"/>
        <a:JoinOperator>NotAll</a:JoinOperator>
        <a:LinkCriteria><a:Conditions><a:ConditionExpression><a:AttributeName>lastname</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="c:string">Bob</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression></a:Conditions><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
        <a:LinkEntities/>
        <a:LinkFromAttributeName>accountid</a:LinkFromAttributeName>
        <a:LinkFromEntityName>account</a:LinkFromEntityName>
        <a:LinkToAttributeName>parentcustomerid</a:LinkToAttributeName>
        <a:LinkToEntityName>contact</a:LinkToEntityName>
        <a:Orders/>
        </a:AnyAllFilterLinkEntity>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 1 item
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals Alpha

  @SO-045
  Scenario: A join of the kind Exists repeats no row
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>
        <a:Criteria>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities><a:LinkEntity>
        <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:Columns>
        <a:EntityAlias i:nil="true"/>
        <a:JoinOperator>Exists</a:JoinOperator>
        <a:LinkCriteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
        <a:LinkEntities/>
        <a:LinkFromAttributeName>accountid</a:LinkFromAttributeName>
        <a:LinkFromEntityName>account</a:LinkFromEntityName>
        <a:LinkToAttributeName>parentcustomerid</a:LinkToAttributeName>
        <a:LinkToEntityName>contact</a:LinkToEntityName>
        <a:Orders/>
        </a:LinkEntity></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 2 items
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals Alpha
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/1/Attributes/name" equals Beta

  @SO-045
  Scenario: A join of the kind In repeats no row
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>
        <a:Criteria>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities><a:LinkEntity>
        <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:Columns>
        <a:EntityAlias i:nil="true"/>
        <a:JoinOperator>In</a:JoinOperator>
        <a:LinkCriteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
        <a:LinkEntities/>
        <a:LinkFromAttributeName>accountid</a:LinkFromAttributeName>
        <a:LinkFromEntityName>account</a:LinkFromEntityName>
        <a:LinkToAttributeName>parentcustomerid</a:LinkToAttributeName>
        <a:LinkToEntityName>contact</a:LinkToEntityName>
        <a:Orders/>
        </a:LinkEntity></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 2 items
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals Alpha
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/1/Attributes/name" equals Beta

  @SO-045
  Scenario: A kind of join that belongs in a filter is refused elsewhere
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></a:ColumnSet>
        <a:Criteria>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities><a:LinkEntity>
        <a:Columns><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:Columns>
        <a:EntityAlias i:nil="true"/>
        <a:JoinOperator>Any</a:JoinOperator>
        <a:LinkCriteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:LinkCriteria>
        <a:LinkEntities/>
        <a:LinkFromAttributeName>accountid</a:LinkFromAttributeName>
        <a:LinkFromEntityName>account</a:LinkFromEntityName>
        <a:LinkToAttributeName>parentcustomerid</a:LinkToAttributeName>
        <a:LinkToEntityName>contact</a:LinkToEntityName>
        <a:Orders/>
        </a:LinkEntity></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147217129"

  @SO-046
  Scenario: Attribute expressions group by parts of dates and compute
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions><a:AttributeExpression><a:AggregateType>None</a:AggregateType><a:Alias>month</a:Alias><a:AttributeName>lastonholdtime</a:AttributeName><a:DateTimeGrouping>Month</a:DateTimeGrouping><a:HasGroupBy>true</a:HasGroupBy></a:AttributeExpression><a:AttributeExpression><a:AggregateType>Sum</a:AggregateType><a:Alias>people</a:Alias><a:AttributeName>numberofemployees</a:AttributeName><a:DateTimeGrouping>None</a:DateTimeGrouping><a:HasGroupBy>false</a:HasGroupBy></a:AttributeExpression><a:AttributeExpression><a:AggregateType>Count</a:AggregateType><a:Alias>n</a:Alias><a:AttributeName>accountid</a:AttributeName><a:DateTimeGrouping>None</a:DateTimeGrouping><a:HasGroupBy>false</a:HasGroupBy></a:AttributeExpression></a:AttributeExpressions><a:Columns/></a:ColumnSet>
        <a:Criteria>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:Alias>month</a:Alias><a:AttributeName>lastonholdtime</a:AttributeName><a:OrderType>Descending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 2 items
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/month/type" equals AliasedValue
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/month/AttributeLogicalName" equals lastonholdtime
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/month/Value" equals 8
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/people/Value" equals 50
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/1/Attributes/n/Value" equals 1

  @SO-046
  Scenario: Attribute expressions without a function give columns other names
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions><a:AttributeExpression><a:AggregateType>None</a:AggregateType><a:Alias>title</a:Alias><a:AttributeName>name</a:AttributeName><a:DateTimeGrouping>None</a:DateTimeGrouping><a:HasGroupBy>false</a:HasGroupBy></a:AttributeExpression></a:AttributeExpressions><a:Columns/></a:ColumnSet>
        <a:Criteria>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities></a:LinkEntities>
        <a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Ascending</a:OrderType></a:OrderExpression></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/title/type" equals AliasedValue
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/title/AttributeLogicalName" equals name
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/title/Value" equals Alpha

  @SO-046
  Scenario: A column that is neither a group nor computed is refused beside those that are
    When the SDK calls "RetrieveMultiple"
      """
      <query i:type="a:QueryExpression">
        <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions><a:AttributeExpression><a:AggregateType>None</a:AggregateType><a:Alias>title</a:Alias><a:AttributeName>name</a:AttributeName><a:DateTimeGrouping>None</a:DateTimeGrouping><a:HasGroupBy>false</a:HasGroupBy></a:AttributeExpression><a:AttributeExpression><a:AggregateType>Count</a:AggregateType><a:Alias>n</a:Alias><a:AttributeName>accountid</a:AttributeName><a:DateTimeGrouping>None</a:DateTimeGrouping><a:HasGroupBy>false</a:HasGroupBy></a:AttributeExpression></a:AttributeExpressions><a:Columns/></a:ColumnSet>
        <a:Criteria>
        <a:Conditions/>
        <a:FilterOperator>And</a:FilterOperator>
        <a:Filters/>
        </a:Criteria>
        <a:Distinct>false</a:Distinct>
        <a:EntityName>account</a:EntityName>
        <a:LinkEntities></a:LinkEntities>
        <a:Orders></a:Orders>
        <a:PageInfo i:nil="true"/>
      </query>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147217145"
