@no-samples
Feature: Query rows

  Background:
    Given these rows of "accounts"
      | as    | name    | numberofemployees | accountcategorycode | creditonhold | telephone1 |
      | alpha | Alpha   | 10                | 1                   | true         | 555-1      |
      | beta  | Beta    | 20                | 2                   | false        | 555-2      |
      | gamma | gamma % | 30                | 1                   | false        |            |
      | delta | O'Delta |                   |                     | false        | 777-1      |

  @WA-070 @WA-076 @WA-078
  Scenario Outline: Filters
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$filter=<filter>
      """
    Then the status is 200
    And "value" has <count> items
    And "/value/0/name" equals <first>

    Examples:
      | filter                                                     | count | first   |
      | name eq 'Alpha'                                            | 1     | Alpha   |
      | name eq 'alpha'                                            | 1     | Alpha   |
      | name ne 'Alpha'                                            | 3     | Beta    |
      | name eq 'O''Delta'                                         | 1     | O'Delta |
      | numberofemployees gt 10                                    | 2     | Beta    |
      | numberofemployees ge 10                                    | 3     | Alpha   |
      | numberofemployees lt 20                                    | 1     | Alpha   |
      | numberofemployees le 20                                    | 2     | Alpha   |
      | numberofemployees eq null                                  | 1     | O'Delta |
      | numberofemployees ne null                                  | 3     | Alpha   |
      | accountcategorycode eq 1                                   | 2     | Alpha   |
      | creditonhold eq true                                       | 1     | Alpha   |
      | creditonhold eq false and numberofemployees gt 20          | 1     | gamma % |
      | numberofemployees eq 10 or numberofemployees eq 30         | 2     | Alpha   |
      | not (numberofemployees eq 10)                              | 3     | Beta    |
      | not contains(name,'et')                                    | 3     | Alpha   |
      | contains(name,'ET')                                        | 1     | Beta    |
      | startswith(name,'al')                                      | 1     | Alpha   |
      | endswith(telephone1,'1')                                   | 2     | Alpha   |
      | (name eq 'Alpha' or name eq 'Beta') and creditonhold eq false | 1  | Beta    |
      | accountid eq {beta}                                        | 1     | Beta    |
      | createdon ge 2026-01-02T03:04:05Z                          | 4     | Alpha   |
      | statecode eq 0                                             | 4     | Alpha   |

  @WA-07B
  Scenario Outline: Order
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=numberofemployees ne null&$orderby=<order>
      """
    Then the status is 200
    And "/value/0/name" equals <first>
    And "/value/2/name" equals <last>

    Examples:
      | order                                     | first   | last    |
      | name                                      | Alpha   | gamma % |
      | name desc                                 | gamma % | Alpha   |
      | numberofemployees asc                     | Alpha   | gamma % |
      | accountcategorycode asc,numberofemployees desc | gamma % | Beta |

  @WA-230
  Scenario Outline: Choices are sorted by their labels, and by their numbers where a query asks for it
    Given a client has sent
      """
      PATCH /api/data/v9.2/accounts({alpha})
      Content-Type: application/json

      {"customertypecode": 1}
      """
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts({beta})
      Content-Type: application/json

      {"customertypecode": 4}
      """
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts({gamma})
      Content-Type: application/json

      {"customertypecode": 6}
      """
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      """
    Then the status is 200
    And "/value/0/customertypecode" equals <first>
    And "/value/1/customertypecode" equals <second>
    And "/value/2/customertypecode" equals <third>

    Examples:
      | first | second | third | query                                                                                                                                                                                                                                             |
      | 1     | 6      | 4     | $select=customertypecode&$filter=customertypecode ne null&$orderby=customertypecode                                                                                                                                                             |
      | 4     | 6      | 1     | $select=customertypecode&$filter=customertypecode ne null&$orderby=customertypecode desc                                                                                                                                                        |
      | 1     | 4      | 6     | fetchXml=<fetch useraworderby='true'><entity name='account'><attribute name='customertypecode'/><order attribute='customertypecode'/><filter><condition attribute='customertypecode' operator='not-null'/></filter></entity></fetch>               |

  @WA-072 @WA-070
  Scenario: The first rows
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$top=2
      """
    Then the rows are
      | name  |
      | Alpha |
      | Beta  |
    And "@odata.nextLink" is absent

  @WA-074
  Scenario: The number of rows comes with them
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$count=true&$top=1
      """
    Then the status is 200
    And "@odata.count" equals 4
    And "value" has 1 item

  @WA-075
  Scenario: The number of rows alone
    When a client sends
      """
      GET /api/data/v9.2/accounts/$count
      """
    Then the status is 200
    And the header "Content-Type" matches "^text/plain"

  @WA-072 @WA-073 @WA-015
  Scenario: Page by page
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name
      Prefer: odata.maxpagesize=3
      """
    Then the status is 200
    And the header "Preference-Applied" is "odata.maxpagesize=3"
    And the rows are
      | name    |
      | Alpha   |
      | Beta    |
      | gamma % |
    And "@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}
      Prefer: odata.maxpagesize=3
      """
    Then the status is 200
    And the rows are
      | name    |
      | O'Delta |
    And "@odata.nextLink" is absent

  @WA-1B1
  Scenario Outline: Which of $top and the page size counts is a rule, and the journal says so: <rule>
    Given the rule "top_and_page_size" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$top=1
      Prefer: odata.maxpagesize=3
      """
    Then the status is 200
    And "value" has <rows> items
    And "@odata.nextLink" is <link>
    When a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "/entries/4/ignored/0" equals <ignored>

    Examples:
      | rule      | rows | link    | ignored                              |
      | page_size | 3    | present | the query option '$top'              |
      | top       | 1    | absent  | the preference 'odata.maxpagesize'   |

  @WA-073
  Scenario: The next page is a page of the same query
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name desc&$filter=numberofemployees ne null
      Prefer: odata.maxpagesize=2
      """
    Then "@odata.nextLink" is remembered as "next"
    Given these rows of "accounts"
      | name  | numberofemployees |
      | Omega | 1                 |
    When a client sends
      """
      GET {next}
      Prefer: odata.maxpagesize=2
      """
    Then the rows are
      | name  |
      | Alpha |

  @WA-047 @WA-07C
  Scenario: Only selected columns are returned
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,telephone1&$filter=accountid eq {gamma}
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#accounts(name,telephone1)
    And the body has
      | /value/0/name       | gamma % |
      | /value/0/telephone1 | null    |
      | /value/0/accountid  | {gamma} |
    And "/value/0/numberofemployees" is absent

  @WA-07F @WA-015 @WA-032
  Scenario Outline: Formatted values
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=accountcategorycode,creditonhold&$filter=accountid eq {alpha}
      Prefer: odata.include-annotations=<names>
      """
    Then the status is 200
    And "/value/0/accountcategorycode@OData.Community.Display.V1.FormattedValue" is <code>
    And "/value/0/creditonhold@OData.Community.Display.V1.FormattedValue" is <code>
    And the header "Preference-Applied" matches "^odata.include-annotations="

    Examples:
      | names                                       | code   |
      | "*"                                         | a text |
      | "OData.Community.Display.V1.FormattedValue" | a text |
      | "OData.*"                                   | a text |
      | *                                           | a text |
      | "Microsoft.Dynamics.CRM.*"                  | absent |

  @WA-07F
  Scenario: Without the preference there are no formatted values
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=accountcategorycode,creditonhold&$filter=accountid eq {alpha}
      """
    Then the status is 200
    And "/value/0/accountcategorycode" is a number
    And "/value/0/accountcategorycode@OData.Community.Display.V1.FormattedValue" is absent
    And "/value/0/creditonhold@OData.Community.Display.V1.FormattedValue" is absent

  @WA-038
  Scenario Outline: A property that does not exist; with which code is a rule
    Given the rule "unknown_property_code" is "<code>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      """
    Then the status is 400
    And the body equals
      """
      {"error":{"code":"<code>","message":"Could not find a property named 'Name' on type 'Microsoft.Dynamics.CRM.account'."}}
      """

    Examples:
      | query               | code       |
      | $select=Name        | 0x80060888 |
      | $filter=Name eq 'x' | 0x80060888 |
      | $orderby=Name       | 0x80060888 |
      | $select=Name        | 0x0        |

  @WA-03C @WA-070
  Scenario: Rows cannot be skipped
    When a client sends
      """
      GET /api/data/v9.2/accounts?$skip=1
      """
    Then the status is 400
    And "/error/message" equals Skip Clause is not supported in CRM

  @WA-071 @WA-070
  Scenario Outline: An invalid query is refused
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      """
    Then the status is 400
    And "/error/code" is a text
    And "/error/message" is a text

    Examples:
      | query                                 |
      | $filter=name eq                       |
      | $filter=name eq 'x                    |
      | $filter=(name eq 'x'                  |
      | $filter=name eq 'x')                  |
      | $filter=name like 'x'                 |
      | $filter=numberofemployees eq 'ten'    |
      | $filter=creditonhold eq 7             |
      | $filter=accountid eq not-a-guid       |
      | $filter=                              |
      | $top=-1                               |
      | $top=many                             |
      | $orderby=name sideways                |
      | $select=                              |
      | $count=maybe                          |
      | $Select=name                          |
      | $unknown=1                            |

  @WA-048
  Scenario: A single property
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/name
      """
    Then the status is 200
    And the body equals
      """
      {"@odata.context":"{org}/api/data/v9.2/$metadata#accounts({alpha})/name","value":"Alpha"}
      """
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/description
      """
    Then the status is 204
    And the body is empty

  @WA-07D
  Scenario: Rows by FetchXML
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><filter><condition attribute='numberofemployees' operator='ge' value='20'/></filter><order attribute='name'/></entity></fetch>
      """
    Then the status is 200
    And "value" has 2 items
    And "/value/0/name" equals Beta
    And "/value/1/name" equals gamma %

  @WA-07D
  Scenario: Aggregates by FetchXML come under the names they are given
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch aggregate='true'><entity name='account'><attribute name='accountid' alias='accounts' aggregate='count'/><attribute name='numberofemployees' alias='people' aggregate='sum'/></entity></fetch>
      """
    Then the status is 200
    And "/value/0" equals {"accounts":4,"people":60}

  @WA-07D
  Scenario: FetchXML that asks for another table is refused
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name='contact'><attribute name='fullname'/></entity></fetch>
      """
    Then the status is 400
    And "/error/message" contains "contact"
