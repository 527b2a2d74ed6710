@no-samples
Feature: Shared variables
  Steps of one request hand values to the steps that follow. A create, an update and a deletion run as two pipelines,
  one inside the other, and the first stage belongs to the outer one.

  @PL-050 @PL-051 @PL-052 @PL-053 @PL-056
  Scenario: PreValidation shares variables with later stages through the parent context
    Given these processing steps
      | on             | stage         | mode         | rank | does                                                                                                                                        |
      | Create account | PreValidation | synchronous  | 1    | [{"share":{"a":"ten"}},{"set":{"accountnumber":"{{parent.stage}}"}}]                                                                        |
      | Create account | PreValidation | synchronous  | 2    | [{"set":{"telephone1":"{{shared.a}}"}}]                                                                                                     |
      | Create account | PreOperation  | synchronous  | 1    | [{"share":{"b":"twenty"}},{"set":{"description":"{{shared.a}} {{outer.a}} {{parent.stage}} {{parent.message}} {{parent.depth}}"}}]          |
      | Create account | PostOperation | synchronous  | 1    | [{"create":{"table":"contact","row":{"lastname":"now","jobtitle":"{{shared.a}} {{outer.a}} {{shared.b}} {{outer.b}} {{parent.stage}}"}}}]   |
      | Create account | PostOperation | asynchronous | 1    | [{"create":{"table":"contact","row":{"lastname":"later","jobtitle":"{{shared.a}} {{outer.a}} {{shared.b}} {{outer.b}} {{parent.stage}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=accountnumber,telephone1,description
      """
    Then the rows are
      | accountnumber | telephone1 | description           |
      | (none)        | ten        | ten ten 30 Create 1   |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle&$orderby=lastname
      """
    Then the rows are
      | lastname | jobtitle                 |
      | later    | ten ten twenty (none) 30 |
      | now      | ten ten twenty (none) 30 |

  @PL-050 @PL-052 @PL-058
  Scenario Outline: An update and a deletion share variables the same way
    Given these rows of "accounts"
      | as      | name |
      | account | Old  |
    And these processing steps
      | on                | stage         | does                                                                                                                                       |
      | <message> account | PreValidation | [{"share":{"a":"ten"}}]                                                                                                                    |
      | <message> account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{outer.a}}","jobtitle":"{{parent.message}} {{parent.stage}} {{parent.parent.stage}}"}}}] |
    When a client sends
      """
      <method> /api/data/v9.2/accounts({account})
      If-Match: *

      <body>
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle
      """
    Then the rows are
      | lastname | jobtitle            |
      | ten      | <message> 30 (none) |

    Examples:
      | message | method | body           |
      | Update  | PATCH  | {"name":"New"} |
      | Delete  | DELETE |                |

  @PL-052 @PL-063
  Scenario: Other messages have one pipeline with one collection
    Given the custom API "sample_Report" that takes all steps
    And these processing steps
      | on            | stage         | does                                                                                                                      |
      | sample_Report | PreValidation | [{"share":{"a":"ten"}}]                                                                                                   |
      | sample_Report | PreOperation  | [{"share":{"b":"twenty"}}]                                                                                                |
      | sample_Report | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{shared.a}} {{shared.b}}","jobtitle":"{{parent.stage}} {{outer.a}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle
      """
    Then the rows are
      | lastname   | jobtitle      |
      | ten twenty | (none) (none) |

  @PL-057
  Scenario: A request of a handler has its own variables, and the handler's in its parent context
    Given these processing steps
      | on             | stage        | rank | does                                                                                                                             |
      | Create account | PreOperation | 1    | [{"share":{"a":"account's"}},{"create":{"table":"contact","row":{"lastname":"nested"}}}]                                         |
      | Create account | PreOperation | 2    | [{"set":{"description":"{{shared.a}} {{shared.b}}"}}]                                                                            |
      | Create contact | PreOperation | 1    | [{"share":{"b":"contact's"}},{"set":{"jobtitle":"{{shared.a}} {{outer.a}} {{parent.parent.shared.a}} {{parent.parent.table}}"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=jobtitle
      """
    Then the rows are
      | jobtitle                        |
      | (none) (none) account's account |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=description
      """
    Then the rows are
      | description      |
      | account's (none) |
