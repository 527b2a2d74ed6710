@no-samples
Feature: Changes of rows since a token

  Background:
    Given these rows of "accounts"
      | as    | name  | telephone1 |
      | alpha | Alpha | 555-1      |
      | beta  | Beta  | 555-2      |

  @WA-210
  Scenario: The first answer has all rows and a link to later changes
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,telephone1
      Prefer: odata.track-changes
      """
    Then the status is 200
    And the header "preference-applied" is "odata.track-changes"
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#accounts(name,telephone1)/$delta
    And the properties are, in this order
      | @odata.context   |
      | @odata.deltaLink |
      | value            |
    And "value" has 2 items
    And "/value/0/name" equals Alpha
    And "@odata.deltaLink" matches "/api/data/v9\.2/accounts\?\$select=name,telephone1&\$deltatoken=\d+%2101%2f02%2f2026%2003%3a04%3a05$"

  @WA-211 @WA-212
  Scenario: The link leads to what has changed and what was deleted, and to the next link
    Given a client has sent
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: odata.track-changes
      """
    And "@odata.deltaLink" is remembered as "changes"
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts({beta})
      Content-Type: application/json

      {"name": "Beta 2"}
      """
    And a client has sent
      """
      DELETE /api/data/v9.2/accounts({alpha})
      """
    When a client sends
      """
      GET {changes}
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#accounts(name)/$delta
    And "value" has 2 items
    And "/value/0/name" equals "Beta 2"
    And "/value/0/accountid" equals {beta}
    And "/value/0/@odata.etag" is present
    And "/value/1" equals {"@odata.context": "{org}/api/data/v9.2/$metadata#accounts/$deletedEntity", "id": "{alpha}", "reason": "deleted"}
    And "@odata.deltaLink" is remembered as "later"
    When a client sends
      """
      GET {later}
      """
    Then "value" has 0 items

  @WA-212
  Scenario: A row that is created again after it was deleted is a changed one
    Given a client has sent
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: odata.track-changes
      """
    And "@odata.deltaLink" is remembered as "changes"
    And a client has sent
      """
      DELETE /api/data/v9.2/accounts({alpha})
      """
    And a client has sent
      """
      POST /api/data/v9.2/accounts
      Content-Type: application/json

      {"accountid": "{alpha}", "name": "Alpha again"}
      """
    When a client sends
      """
      GET {changes}
      """
    Then "value" has 1 items
    And "/value/0/name" equals "Alpha again"

  @WA-211
  Scenario: Changes come in pages, the last of which has the link to later ones
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: odata.track-changes,odata.maxpagesize=1
      """
    Then "value" has 1 items
    And "@odata.deltaLink" is absent
    And "@odata.nextLink" is remembered as "next"
    Given a client has sent
      """
      PATCH /api/data/v9.2/accounts({alpha})
      Content-Type: application/json

      {"name": "Alpha 2"}
      """
    When a client sends
      """
      GET {next}
      Prefer: odata.track-changes
      """
    Then "value" has 2 items
    And "/value/0/name" equals Beta
    And "/value/1/name" equals "Alpha 2"
    And "@odata.deltaLink" is present

  @WA-213
  Scenario: A table that does not track its changes
    When a client sends
      """
      GET /api/data/v9.2/annotations
      Prefer: odata.track-changes
      """
    Then the status is 400
    And "/error/code" equals "0x80072491"
    And "/error/message" equals "Entity annotation isn't enabled for change tracking."

  @WA-214
  Scenario Outline: A token is good for seven days
    Given a client has sent
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: odata.track-changes
      """
    And "@odata.deltaLink" is remembered as "changes"
    And the clock advances by "<time>"
    When a client sends
      """
      GET {changes}
      """
    Then the status is <status>

    Examples:
      | time     | status |
      | P7D      | 200    |
      | P7DT2S   | 400    |

  @WA-214
  Scenario: The error for a token that has expired
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$deltatoken=919042%2108%2f22%2f2017%2008%3a10%3a44
      """
    Then the status is 400
    And "/error/code" equals "0x80044352"
    And "/error/message" equals "Version stamp associated with the client has expired. Please perform a full sync."

  @WA-214
  Scenario: A text that is no token
    When a client sends
      """
      GET /api/data/v9.2/accounts?$deltatoken=yesterday
      """
    Then the status is 400
    And "/error/message" equals "'yesterday' is no data token: expected one such as '919042!08/22/2017 08:10:44', as an earlier answer has it."

  @WA-215
  Scenario: Changes are counted
    Given a client has sent
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: odata.track-changes
      """
    And "@odata.deltaLink" is remembered as "changes"
    And a client has sent
      """
      DELETE /api/data/v9.2/accounts({alpha})
      """
    And these rows of "accounts"
      | name  |
      | Gamma |
    When a client sends
      """
      GET /api/data/v9.2/accounts/$count?$deltatoken=1%2101%2f02%2f2026%2003%3a04%3a05
      """
    Then the status is 200
    And the body is the text "﻿3"

  @WA-216
  Scenario Outline: Options that choose among rows
    When a client sends
      """
      GET /api/data/v9.2/accounts?<option>
      Prefer: odata.track-changes
      """
    Then the status is 400
    And "/error/message" equals <message>

    Examples:
      | option                    | message                                                                              |
      | $filter=name eq 'Alpha'   | "The \\"$filter\\" query parameter isn't supported when Change Tracking is enabled."   |
      | $orderby=name             | "The \\"$orderby\\" query parameter isn't supported when Change Tracking is enabled."  |
      | $top=1                    | "The \\"$top\\" query parameter isn't supported when Change Tracking is enabled."      |
      | $expand=primarycontactid  | "The \\"$expand\\" query parameter isn't supported when Change Tracking is enabled."   |

  @WA-210 @alone
  Scenario: Changes of related rows are not emulated
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts
      Prefer: odata.track-changes
      """
    Then the status is 501
    And "/error/message" equals "Change tracking of related rows is not emulated."
