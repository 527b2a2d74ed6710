@no-samples
Feature: FetchXML

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

  @WA-120
  Scenario Outline: A link in a filter tests for related rows, and a row is returned once
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 200
    And "value" has <count> items
    And "/value/0/name" equals <first>

    Examples:
      | count | first | query                                                                                                                                                                                                                                                                                              |
      | 2     | Alpha | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='any'><filter><condition attribute='lastname' operator='not-null'/></filter></link-entity></filter></entity></fetch>           |
      | 1     | Alpha | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='any'><filter><condition attribute='lastname' operator='eq' value='Bob'/></filter></link-entity></filter></entity></fetch>     |
      | 1     | Alpha | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='not all'><filter><condition attribute='lastname' operator='eq' value='Bob'/></filter></link-entity></filter></entity></fetch> |
      | 1     | Gamma | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='not any'><filter><condition attribute='lastname' operator='not-null'/></filter></link-entity></filter></entity></fetch>       |
      | 2     | Beta  | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='not any'><filter><condition attribute='lastname' operator='eq' value='Bob'/></filter></link-entity></filter></entity></fetch> |
      | 1     | Beta  | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='all'><filter><condition attribute='lastname' operator='eq' value='Bob'/></filter></link-entity></filter></entity></fetch>     |

  @WA-120
  Scenario: A link in a filter is one of its conditions
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter type='or'><condition attribute='name' operator='eq' value='Gamma'/><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='any'><filter><condition attribute='lastname' operator='eq' value='Cid'/></filter></link-entity></filter></entity></fetch>
      """
    Then the rows are
      | name  |
      | Beta  |
      | Gamma |

  @WA-121
  Scenario Outline: A link can leave out rows without a partner, and repeat none
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 200
    And "value" has <count> items

    Examples:
      | count | query                                                                                                                                                                                   |
      | 2     | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='exists'/></entity></fetch> |
      | 2     | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='in'/></entity></fetch>     |
      | 3     | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='inner'/></entity></fetch>  |
      | 4     | <fetch><entity name='account'><attribute name='name'/><order attribute='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='outer'/></entity></fetch>  |

  @WA-122
  Scenario: A link can take one of several partners, whose columns come under their schema names
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='matchfirstrowusingcrossapply'><attribute name='lastname'/><filter><condition attribute='lastname' operator='ne' value='Ann'/></filter></link-entity></entity></fetch>
      """
    Then the status is 200
    And "value" has 2 items
    And "/value/0/LastName" equals Bob
    And "/value/1/LastName" equals Cid

  @WA-123
  Scenario Outline: A link type that does not belong where it stands
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 400
    And "/error/code" equals "0x80041117"
    And "/error/message" equals "The only valid values for link-type attribute are 'natural', 'inner','in','exists','matchfirstrowusingcrossapply' and 'outer'."

    Examples:
      | query                                                                                                                                                   |
      | <fetch><entity name='account'><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='any'/></entity></fetch>                     |
      | <fetch><entity name='account'><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='left'/></entity></fetch>                    |
      | <fetch><entity name='account'><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='exists'/></filter></entity></fetch> |
      | <fetch><entity name='account'><filter><link-entity name='contact' from='parentcustomerid' to='accountid'/></filter></entity></fetch>                    |

  @WA-124
  Scenario Outline: Rows are grouped by a part of a date
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 200
    And "value" has <groups> items
    And "/value/0/part" equals <first>
    And "/value/0/n" equals <n>

    Examples:
      | groups | first  | n | query                                                                                                                                                                                                                                                                                                      |
      | 3      | 25     | 1 | <fetch aggregate='true'><entity name='account'><attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='day'/><attribute name='accountid' alias='n' aggregate='count'/><attribute name='numberofemployees' alias='sum' aggregate='sum'/><order alias='part'/></entity></fetch>           |
      | 2      | 12     | 1 | <fetch aggregate='true'><entity name='account'><attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='week'/><attribute name='accountid' alias='n' aggregate='count'/><attribute name='numberofemployees' alias='sum' aggregate='sum'/><order alias='part'/></entity></fetch>          |
      | 2      | 3      | 1 | <fetch aggregate='true'><entity name='account'><attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='month'/><attribute name='accountid' alias='n' aggregate='count'/><attribute name='numberofemployees' alias='sum' aggregate='sum'/><order alias='part'/></entity></fetch>         |
      | 2      | 1      | 1 | <fetch aggregate='true'><entity name='account'><attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='quarter'/><attribute name='accountid' alias='n' aggregate='count'/><attribute name='numberofemployees' alias='sum' aggregate='sum'/><order alias='part'/></entity></fetch>       |
      | 1      | 2023   | 3 | <fetch aggregate='true'><entity name='account'><attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='year'/><attribute name='accountid' alias='n' aggregate='count'/><attribute name='numberofemployees' alias='sum' aggregate='sum'/><order alias='part'/></entity></fetch>          |
      | 2      | 202301 | 1 | <fetch aggregate='true'><entity name='account'><attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='fiscal-period'/><attribute name='accountid' alias='n' aggregate='count'/><attribute name='numberofemployees' alias='sum' aggregate='sum'/><order alias='part'/></entity></fetch> |
      | 1      | 2023   | 3 | <fetch aggregate='true'><entity name='account'><attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='fiscal-year'/><attribute name='accountid' alias='n' aggregate='count'/><attribute name='numberofemployees' alias='sum' aggregate='sum'/><order alias='part'/></entity></fetch>   |

  @WA-125
  Scenario Outline: What an aggregate query refuses
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 400
    And "/error/code" equals "<code>"
    And "/error/message" contains "<text>"

    Examples:
      | code       | text                                                                                                                                                        | query                                                                                                                                                                      |
      | 0x80041107 | An attribute can not be requested when an aggregate operation has been specified and its neither groupby nor aggregate. NodeXml : <attribute name="name" /> | <fetch aggregate='true'><entity name='account'><attribute name='name'/><attribute name='accountid' alias='n' aggregate='count'/></entity></fetch>                          |
      | 0x80041109 | Invalid alias for aggregate operation.                                                                                                                      | <fetch aggregate='true'><entity name='account'><attribute name='accountid' aggregate='count'/></entity></fetch>                                                            |
      | 0x80041135 | An invalid value was specified for dategrouping.                                                                                                            | <fetch aggregate='true'><entity name='account'><attribute name='createdon' alias='d' groupby='true'/></entity></fetch>                                                     |
      | 0x80041135 | An invalid value was specified for dategrouping.                                                                                                            | <fetch aggregate='true'><entity name='account'><attribute name='createdon' alias='d' groupby='true' dategrouping='hour'/></entity></fetch>                                 |
      | 0x80041137 | An attribute can either be an aggregate or a Group By but not both                                                                                          | <fetch aggregate='true'><entity name='account'><attribute name='name' alias='x' groupby='true' aggregate='count'/></entity></fetch>                                        |
      | 0x80041131 | An attribute cannot be specified for an order clause for an aggregate Query. Use an alias.                                                                  | <fetch aggregate='true'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/><order attribute='name'/></entity></fetch>                         |
      | 0x80041134 | An alias is required for an order clause for an aggregate Query.                                                                                            | <fetch aggregate='true'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/><order/></entity></fetch>                                          |
      | 0x80041130 | n is not a unique alias. It clashes with an autogenerated alias or user provided alias                                                                      | <fetch aggregate='true'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/><attribute name='name' alias='n' groupby='true'/></entity></fetch> |
      | 0x8004112f | Aggregate AVG or SUM is not supported for attribute of type primarykey.                                                                                     | <fetch aggregate='true'><entity name='account'><attribute name='accountid' alias='n' aggregate='sum'/></entity></fetch>                                                    |
      | 0x8004111a | An error occurred while processing Aggregates in Query                                                                                                      | <fetch aggregate='true'><entity name='account'><attribute name='accountid' alias='n' aggregate='median'/></entity></fetch>                                                 |

  @WA-125
  Scenario Outline: A query for rows is sorted by columns
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 400
    And "/error/code" equals "<code>"

    Examples:
      | code       | query                                                                                               |
      | 0x80041132 | <fetch><entity name='account'><attribute name='name' alias='n'/><order alias='n'/></entity></fetch> |
      | 0x80041133 | <fetch><entity name='account'><attribute name='name' alias='n'/><order/></entity></fetch>           |

  @WA-126
  Scenario: A value beside value elements is ignored
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><condition attribute='name' operator='not-in' value=''><value>Alpha</value></condition></filter></entity></fetch>
      """
    Then the rows are
      | name  |
      | Beta  |
      | Gamma |

  @WA-127
  Scenario: Attributes that FetchXML does not have are ignored
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch version='1.0' output-format='xml-platform' mapping='logical' nosuch='1'><entity name='account' enableprefiltering='1'><attribute name='name' default='0'/><order attribute='name'/></entity></fetch>
      """
    Then the status is 200
    And "value" has 3 items

  @WA-127
  Scenario Outline: Elements and values that FetchXML does not have are refused
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 400
    And "/error/code" equals "<code>"
    And "/error/message" contains "<text>"

    Examples:
      | query                                                                           | code       | text                                                                                                                                           |
      | <fetch/>                                                                        | 0x80041102 | Entity Name was not specified in FetchXml String.                                                                                              |
      | <fetch><entity name='account'><n/></entity></fetch>                             | 0x8004111c | Invalid Child Node, valid nodes are filter, order, link-entity, attribute, all-attributes, no-attrs. NodeName = n NodeXml = <n />              |
      | <fetch distinct='yes'><entity name='account'/></fetch>                          | 0x80041115 | The only valid values for distinct attribute are 'true', 'false', '1', and '0'.                                                                |
      | <fetch no-lock='yes'><entity name='account'/></fetch>                           | 0x80041118 | The only valid values for no-lock attribute are 'true', 'false', '1', and '0'.                                                                 |
      | <fetch mapping='physical'><entity name='account'/></fetch>                      | 0x80041116 | The only valid values for mapping are 'logical' or 'internal' which is deprecated.                                                             |
      | <fetch utc-offset='60'><entity name='account'/></fetch>                         | 0x8004111d | The utc-offset attribute is not supported for deserialization.                                                                                 |
      | <fetch distinct='1'><entity name='account'><no-attrs/></entity></fetch>         | 0x8004112c | The no-attrs tag cannot be used in conjuction with Distinct set to true.                                                                       |
      | <fetch><entity name='account'><filter type='xor'/></entity></fetch>             | 0x80041122 | Unsupported filter type. Valid values are 'and', or 'or'.                                                                                      |
      | <fetch><entity name='account'><attribute/></entity></fetch>                     | 0x8004111e | A required attribute was not specified.                                                                                                        |
      | <fetch><entity name='account'><link-entity name='contact' from='contactid'/></entity></fetch> | 0x80041111 | AttributeFrom and AttributeTo must be either both specified or both omitted.                                                     |
      | <fetch><entity name='account'>                                                  | 0x80040201 | Invalid XML.                                                                                                                                   |
      | <fetch top='1' page='1'><entity name='account'/></fetch>                        | 0x80040203 | The Top.Count = 1 can't be specified with pagingInfo                                                                                           |

  @WA-128
  Scenario: Columns come under the names that the query gives them
    When a client sends
      """
      GET /api/data/v9.2/contacts?fetchXml=<fetch><entity name='contact'><attribute name='lastname' alias='who'/><order attribute='lastname'/><link-entity name='account' from='accountid' to='parentcustomerid' alias='a'><attribute name='name' alias='where'/><attribute name='numberofemployees'/></link-entity></entity></fetch>
      """
    Then the status is 200
    And "value" has 3 items
    And "/value/0/who" equals Ann
    And "/value/0/where" equals Alpha
    And "/value/0/a.numberofemployees" equals 10
    And "/value/0/lastname" is absent

  @WA-128
  Scenario: Two columns of one name are refused
    When a client sends
      """
      GET /api/data/v9.2/contacts?fetchXml=<fetch><entity name='contact'><attribute name='lastname'/><attribute name='fullname' alias='lastname'/></entity></fetch>
      """
    Then the status is 400
    And "/error/code" equals "0x80041130"
    And "/error/message" equals "lastname is not a unique alias. It clashes with an autogenerated alias or user provided alias"

  @WA-129
  Scenario Outline: An aggregate over too many rows; the limit is a rule, and a query can lower it
    Given the rule "aggregate_limit" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is <status>

    Examples:
      | rule  | status | query                                                                                                                                            |
      | 50000 | 200    | <fetch aggregate='true' aggregatelimit='50000'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/></entity></fetch> |
      | 3     | 200    | <fetch aggregate='true' aggregatelimit='50000'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/></entity></fetch> |
      | 2     | 400    | <fetch aggregate='true' aggregatelimit='50000'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/></entity></fetch> |
      | 50000 | 400    | <fetch aggregate='true' aggregatelimit='2'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/></entity></fetch>     |

  @WA-129
  Scenario: The error for an aggregate over too many rows
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch aggregate='true' aggregatelimit='2'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/></entity></fetch>
      """
    Then the status is 400
    And "/error/code" equals "0x8004e023"
    And "/error/message" equals "AggregateQueryRecordLimit exceeded. Cannot perform this operation."

  @WA-130
  Scenario Outline: What is not emulated is refused by name
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is 501
    And "/error/code" equals "emulator:not_emulated"
    And "/error/message" contains "<name>"

    Examples:
      | name                   | query                                                                                                                                   |
      | rowaggregate           | <fetch><entity name='account'><attribute name='accountid' alias='n' rowaggregate='CountChildren'/></entity></fetch>                     |
      | isquickfindfields      | <fetch><entity name='account'><filter isquickfindfields='1'/></entity></fetch>                                                          |
      | natural                | <fetch><entity name='account'><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='natural'/></entity></fetch> |
      | from                   | <fetch><entity name='account'><link-entity name='contact'/></entity></fetch>                                                            |
      | datasource             | <fetch datasource='retained'><entity name='account'></entity></fetch>                                                                   |
      | min-active-row-version | <fetch min-active-row-version='1'><entity name='account'></entity></fetch>                                                              |

  @WA-133
  Scenario Outline: A query has as many links and conditions as the platform allows, in either language
    When a client asks for accounts with <count> <parts> in <language>
    Then the status is <status>

    Examples:
      | count | parts      | language | status |
      | 15    | links      | FetchXML | 200    |
      | 500   | conditions | FetchXML | 200    |
      | 500   | conditions | OData    | 200    |
      | 15    | path steps | OData    | 200    |
      | 15    | lambdas    | OData    | 200    |

  @WA-133
  Scenario Outline: One link or condition more is refused
    When a client asks for accounts with <count> <parts> in <language>
    Then the status is 400
    And "/error/code" equals "<code>"
    And "/error/message" equals "<text>"

    Examples:
      | count | parts      | language | code       | text                                                      |
      | 16    | links      | FetchXML | 0x8004430d | Number of link entities in query exceeded maximum limit.  |
      | 501   | conditions | FetchXML | 0x8004430c | Number of conditions in query exceeded maximum limit.     |
      | 501   | conditions | OData    | 0x8004430c | Number of conditions in query exceeded maximum limit.     |
      | 16    | path steps | OData    | 0x8004430d | Number of link entities in query exceeded maximum limit.  |
      | 16    | lambdas    | OData    | 0x8004430d | Number of link entities in query exceeded maximum limit.  |

  @WA-134
  Scenario Outline: At most 5000 rows are asked for at once
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<query>
      """
    Then the status is <status>

    Examples:
      | status | query                                                                              |
      | 200    | <fetch top='5000'><entity name='account'><attribute name='name'/></entity></fetch> |
      | 400    | <fetch top='5001'><entity name='account'><attribute name='name'/></entity></fetch> |
      | 400    | <fetch top='0'><entity name='account'><attribute name='name'/></entity></fetch>    |

  @WA-135
  Scenario: The name column of a lookup is compared, and returns nothing of its own
    Given a client has sent
      """
      PATCH /api/data/v9.2/accounts({alpha})
      Content-Type: application/json

      {"primarycontactid@odata.bind":"/contacts({bob})"}
      """
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><attribute name='primarycontactidname'/><filter><condition attribute='primarycontactidname' operator='like' value='B%25'/></filter></entity></fetch>
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals Alpha
    And "/value/0/primarycontactidname" is absent

  @WA-130
  Scenario: The name column of a choice is not emulated in conditions
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><attribute name='statecodename'/><filter><condition attribute='statecodename' operator='eq' value='Active'/></filter></entity></fetch>
      """
    Then the status is 501
    And "/error/message" contains "statecodename"
