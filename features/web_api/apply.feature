@no-samples
Feature: $apply groups and aggregates rows

  Background:
    Given these rows of "contacts"
      | as  | lastname | firstname |
      | ann | Ann      | A         |
      | bob | Bob      | B         |
    And these rows of "accounts"
      | as    | name  | numberofemployees | revenue | address1_stateorprovince | primarycontactid@odata.bind |
      | alpha | Alpha | 10                | 100     | WA                       | /contacts({ann})            |
      | beta  | Beta  | 20                | 200     | WA                       | /contacts({bob})            |
      | gamma | Gamma | 30                | 300     | OR                       | /contacts({ann})            |
      | delta | Delta |                   |         | OR                       |                             |
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts({gamma})
      Content-Type: application/json

      {"statecode": 1, "statuscode": 2}
      """

  @WA-200
  Scenario: Groups have the values that rows are grouped by, with their labels
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=groupby((statuscode))
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the status is 200
    And the body equals
      """
      {
        "@odata.context": "{org}/api/data/v9.2/$metadata#accounts",
        "value": [
          {"statuscode@OData.Community.Display.V1.FormattedValue": "Active", "statuscode": 1},
          {"statuscode@OData.Community.Display.V1.FormattedValue": "Inactive", "statuscode": 2}
        ]
      }
      """

  @WA-201
  Scenario: Groups have computed values, each with its formatted one
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=groupby((statuscode),aggregate($count as count,revenue with sum as total))
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the status is 200
    And the body has
      | /value/0/statuscode                                               | 1        |
      | /value/0/count                                                    | 3        |
      | /value/0/count@OData.Community.Display.V1.FormattedValue          | "3"      |
      | /value/0/total                                                    | 300.0    |
      | /value/0/total@OData.Community.Display.V1.FormattedValue          | $300.00  |
      | /value/1/count                                                    | 1        |
      | /value/1/total                                                    | 300.0    |

  @WA-201
  Scenario Outline: Every method computes what its name says
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=aggregate(<value> as x)
      """
    Then the status is 200
    And "value" has 1 items
    And "/value/0/x" equals <x>

    Examples:
      | value                                   | x    |
      | $count                                  | 4    |
      | numberofemployees with sum              | 60   |
      | numberofemployees with min              | 10   |
      | numberofemployees with max              | 30   |
      | numberofemployees with average          | 20   |
      | address1_stateorprovince with countdistinct | 2 |
      | createdon with max                      | 2026-01-02T03:04:05Z |
      | createdon with min                      | 2026-01-02T03:04:05Z |

  @WA-202
  Scenario: Rows are grouped by a column of the row that a lookup leads to
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=filter(numberofemployees ne null)/groupby((primarycontactid/fullname),aggregate(numberofemployees with sum as total))
      """
    Then the status is 200
    And the body equals
      """
      {
        "@odata.context": "{org}/api/data/v9.2/$metadata#accounts",
        "value": [
          {"total": 40, "contact_fullname": "A Ann"},
          {"total": 20, "contact_fullname": "B Bob"}
        ]
      }
      """

  @WA-202
  Scenario: A lookup is grouped by under the name of its property
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=filter(numberofemployees ne null)/groupby((_primarycontactid_value),aggregate($count as n))&$orderby=_primarycontactid_value
      """
    Then the status is 200
    And "value" has 2 items
    And "/value/0/n" is present

  @WA-203
  Scenario Outline: Rows are filtered before they are grouped, and groups afterwards by what they are grouped by
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=<apply>
      """
    Then the status is 200
    And "value" has <groups> items
    And "/value/0/n" equals <n>

    Examples:
      | groups | n | apply                                                                                                                       |
      | 1      | 2 | filter(address1_stateorprovince eq 'WA')/aggregate($count as n)                                                             |
      | 2      | 1 | filter(numberofemployees gt 10)/groupby((address1_stateorprovince),aggregate($count as n))                                  |
      | 1      | 1 | filter(name ne 'x')/filter(numberofemployees lt 20)/aggregate($count as n)                                                  |
      | 1      | 2 | groupby((address1_stateorprovince),aggregate($count as n))/filter(address1_stateorprovince eq 'WA')                         |
      | 1      | 2 | groupby((primarycontactid/fullname),aggregate($count as n))/filter(primarycontactid/fullname eq 'A Ann')                    |
      | 1      | 2 | groupby((address1_stateorprovince),aggregate($count as n))&$filter=address1_stateorprovince eq 'OR'                         |
      | 1      | 2 | groupby((address1_stateorprovince),aggregate($count as n))&$orderby=address1_stateorprovince desc&$top=1                    |

  @WA-203
  Scenario: Rows that are filtered only come as rows
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=filter(numberofemployees gt 10)&$select=name&$orderby=name
      """
    Then the rows are
      | name  |
      | Beta  |
      | Gamma |

  @WA-204
  Scenario Outline: Computed values can be neither sorted by nor filtered
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=groupby((statuscode),aggregate($count as n))<option>
      """
    Then the status is 400
    And "/error/message" equals "The query node SingleValueOpenPropertyAccess is not supported"

    Examples:
      | option           |
      | &$orderby=n desc |
      | /filter(n gt 1)  |
      | &$filter=n gt 1  |

  @WA-204
  Scenario: Rows are not grouped by dates and times
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=groupby((createdon))
      """
    Then the status is 400
    And "/error/code" equals "0x80041135"

  @WA-205
  Scenario: No more rows are aggregated than in FetchXML
    Given the rule "aggregate_limit" is "3"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=aggregate($count as n)
      """
    Then the status is 400
    And "/error/code" equals "0x8004e023"

  @WA-206
  Scenario Outline: What is wrong with a grouping is said
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=<apply>
      """
    Then the status is 400
    And "/error/message" equals <message>

    Examples:
      | apply                             | message                                                                                                                     |
      | aggregate(revenue with sum)       | "in `$apply`: expected `as` and a name for the value at position 16, found the end"                                         |
      | groupby((nothing))                | "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.account'."                                       |
      | aggregate(nothing with sum as n)  | "Could not find a property named 'nothing' on type 'Microsoft.Dynamics.CRM.account'."                                       |
      | groupby((contact_customer_accounts/lastname)) | "A path of $apply leads through lookups only: 'contact_customer_accounts' is none of 'account'."                |
      | groupby((primarycontactid/contactid),aggregate(accountid with countdistinct as contact_contactid)) | "Two values of $apply would have the name 'contact_contactid'." |
      | aggregate(name with sum as n)     | "Aggregate AVG or SUM is not supported for attribute of type nvarchar."                                                     |

  @WA-206 @alone
  Scenario Outline: Transformations that are not emulated are refused by their names
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=<apply>
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" equals "<what> in `$apply` is not emulated"

    Examples:
      | apply                                                | what                         |
      | compute(revenue mul 2 as double)                     | `compute`                    |
      | groupby((statuscode))/aggregate($count as n)         | `aggregate` of groups        |
      | topcount(1,revenue)                                  | `topcount`                   |
      | aggregate(revenue with Custom.median as m)           | the method `Custom.median`   |

  @WA-206 @alone
  Scenario: Columns are not selected beside groups
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=groupby((statuscode))&$select=statuscode
      """
    Then the status is 501
    And "/error/message" equals "The query option '$select' beside '$apply' is not emulated."

  @WA-207
  Scenario: Groups come in pages
    When a client sends
      """
      GET /api/data/v9.2/accounts?$apply=groupby((name),aggregate($count as n))&$count=true
      Prefer: odata.maxpagesize=3
      """
    Then the status is 200
    And "@odata.count" equals 4
    And "value" has 3 items
    And "@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}
      Prefer: odata.maxpagesize=3
      """
    Then the status is 200
    And "value" has 1 items
    And "/value/0/name" equals Gamma
    And "@odata.nextLink" is absent
