@alone
Feature: What a user is
  Some columns of a user decide who signs in as the user and what the user may do. Changing them takes more than writing
  the row.

  Background:
    Given the user "Ben" with {"businessUnit": "Sales", "roles": ["Basic User"]}

  @PV-047 @PV-048 @PV-049 @PV-04A
  Scenario Outline: A column of a user is changed by <who>: <change>
    Given the user "Ann" with {"businessUnit": "Sales", "privileges": {"prvWriteUser": "Global", "prvAppendUser": "Global", "prvAppendToBusinessUnit": "Global"<more>}}
    And the client is "Ann"
    When a client sends
      """
      PATCH /api/data/v9.2/systemusers({ben})
      If-Match: *

      {<change>}
      """
    Then the status is <status>

    Examples: a user with the right to write the row
      | who       | more | change                                                                                | status |
      | a writer  |      | "jobtitle": "Clerk"                                                                   | 204    |
      | nobody    |      | "accessmode": 4                                                                       | 403    |
      | nobody    |      | "isdisabled": true                                                                    | 403    |
      | nobody    |      | "businessunitid@odata.bind": "/businessunits(b0000000-0000-4000-8000-000000000001)"   | 403    |
      | nobody    |      | "applicationid": "00000000-0000-4000-8000-0000000000aa"                               | 403    |
      | nobody    |      | "domainname": "other@contoso.example"                                                 | 403    |
      | nobody    |      | "azureactivedirectoryobjectid": "00000000-0000-4000-8000-0000000000aa"                | 400    |

    Examples: what it takes
      | who       | more                           | change                                                                              | status |
      | reparenting | , "prvReparentUser": "Global"  | "businessunitid@odata.bind": "/businessunits(b0000000-0000-4000-8000-000000000001)" | 204    |
      | reparenting | , "prvReparentUser": "Global"  | "isdisabled": true                                                                  | 403    |
      | disabling | , "prvDisableUser": "Global"   | "isdisabled": true                                                                  | 204    |
      | disabling | , "prvDisableUser": "Global"   | "accessmode": 4                                                                     | 403    |

    Examples: the values that it has
      | who       | more | change                                                                                  | status |
      | a writer  |      | "accessmode": 0, "isdisabled": false, "applicationid": null, "domainname": "Ben"        | 204    |
      | a writer  |      | "businessunitid@odata.bind": "/businessunits({ben unit})"                               | 204    |

  @PV-047
  Scenario: The refusal of another access mode has the platform's code and text
    Given the user "Ann" with {"privileges": {"prvWriteUser": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      PATCH /api/data/v9.2/systemusers({ann})
      If-Match: *

      {"accessmode": 1}
      """
    Then the status is 403
    And "/error/code" equals 0x80048d2f
    And "/error/message" contains "You need to have system administrator role and access mode Full to change access mode of a user."

  @PV-048 @PV-049
  Scenario Outline: The refusal names the privilege: <change>
    Given the user "Ann" with {"privileges": {"prvWriteUser": "Global", "prvAppendUser": "Global", "prvAppendToBusinessUnit": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      PATCH /api/data/v9.2/systemusers({ann})
      If-Match: *

      {<change>}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "is missing <privilege> privilege (Id=<id>)"

    Examples:
      | change                                                    | privilege       | id                                   |
      | "isdisabled": true                                        | prvDisableUser  | 095860d1-42de-4efc-8d53-4b60e74d3d26 |
      | "businessunitid@odata.bind": "/businessunits({ben unit})" | prvReparentUser | 2759a407-c37f-4955-aa64-05f44bb88402 |

  @PV-04A
  Scenario Outline: By rule whoever may write a user changes who signs in as the user: <rule>
    Given the rule "user_identity" is "<rule>"
    And the user "Ann" with {"privileges": {"prvWriteUser": "Basic"}}
    And the client is "Ann"
    When a client sends
      """
      PATCH /api/data/v9.2/systemusers({ann})
      If-Match: *

      {"applicationid": "00000000-0000-4000-8000-0000000000aa", "domainname": "ann@contoso.example"}
      """
    Then the status is <status>

    Examples:
      | rule          | status |
      | writer        | 204    |
      | administrator | 403    |

  @PV-04A
  Scenario Outline: No two users sign in by the same <column>
    Given the user "Ann"
    And a client has sent
      """
      PATCH /api/data/v9.2/systemusers({ann})
      If-Match: *

      {"applicationid": "00000000-0000-4000-8000-0000000000aa", "domainname": "ann@contoso.example"}
      """
    When a client sends
      """
      PATCH /api/data/v9.2/systemusers({ben})
      If-Match: *

      {"<column>": "<value>"}
      """
    Then the status is 412
    When a client sends
      """
      POST /api/data/v9.2/systemusers

      {"firstname": "A", "lastname": "B", "businessunitid@odata.bind": "/businessunits({ben unit})", "<column>": "<value>"}
      """
    Then the status is 412

    Examples:
      | column        | value                                |
      | applicationid | 00000000-0000-4000-8000-0000000000aa |
      | domainname    | ann@contoso.example                  |

  @PV-040 @PV-047
  Scenario: The administrator changes what a user is
    When a client sends
      """
      PATCH /api/data/v9.2/systemusers({ben})
      If-Match: *

      {"accessmode": 4, "isdisabled": true, "applicationid": "00000000-0000-4000-8000-0000000000aa", "businessunitid@odata.bind": "/businessunits(b0000000-0000-4000-8000-000000000001)"}
      """
    Then the status is 204
