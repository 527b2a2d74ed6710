@no-samples
Feature: Stages
  Steps run before the unit of work, inside it before the main operation, and inside it afterwards.

  @PL-030 @PL-0D0
  Scenario: The first stage stands outside the unit of work, the others inside
    Given these processing steps
      | on             | stage | does                                                                                                              |
      | Create account | 10    | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}] |
      | Create account | 20    | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}] |
      | Create account | 40    | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle&$orderby=lastname
      """
    Then the rows are
      | lastname | jobtitle  |
      | "10"     | false 1 0 |
      | "20"     | true 1 0  |
      | "40"     | true 1 0  |

  @PL-031 @PL-0D0
  Scenario Outline: The stages of a request that a handler makes lie where its handler does
    Given these processing steps
      | on             | stage   | does                                                                          |
      | Create account | <stage> | [{"create":{"table":"contact","row":{"lastname":"made"}}}]                    |
      | Create contact | 10      | [{"set":{"jobtitle":"{{transaction}} {{depth}}"}}]                            |
      | Create contact | 20      | [{"set":{"description":"{{transaction}} {{depth}} {{parent.parent.message}}"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=jobtitle,description
      """
    Then the rows are
      | jobtitle | description   |
      | <nested> | true 2 Create |

    Examples:
      | stage | nested |
      | 20    | true 2 |
      | 40    | true 2 |

  @PL-033 @PL-0D5
  Scenario: An asynchronous step stands outside, and what its handler writes is a unit of its own
    Given these processing steps
      | on             | stage | mode | does                                                                                                              |
      | Create account | 40    | 1    | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}] |
      | Create contact | 20    | 0    | [{"set":{"description":"{{transaction}} {{depth}} {{mode}} {{correlation}}","firstname":"{{parent.parent.mode}}"}}] |
      | Create account | 20    | 0    | [{"set":{"description":"{{correlation}}"}}]                                                                       |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then the status is 201
    And "description" is remembered as "correlation"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle,description,firstname
      """
    Then the rows are
      | lastname | jobtitle  | description            | firstname |
      | "40"     | false 1 1 | true 2 0 {correlation} | "1"       |

  @PL-032
  Scenario: A handler of the first stage runs before the request is found wanting
    Given these processing steps
      | on             | stage | does                                                       |
      | Update account | 10    | [{"create":{"table":"contact","row":{"lastname":"seen"}}}] |
      | Update account | 20    | [{"create":{"table":"contact","row":{"lastname":"lost"}}}] |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-00000000dead)
      If-Match: *

      {"name":"Contoso"}
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | seen     |

  @PL-093 @PL-092
  Scenario: What a handler makes of the target is written, and what it makes of the outputs is answered
    Given these processing steps
      | on             | stage | does                                            |
      | Create account | 10    | [{"set":{"telephone1":"{{target.name}} at 10"}}] |
      | Create account | 20    | [{"set":{"description":"{{target.telephone1}}, {{output.id}}"}}] |
      | Create account | 40    | [{"output":{"id":"a0000000-0000-4000-8000-0000000000aa"}},{"create":{"table":"contact","row":{"lastname":"{{target.name}}","jobtitle":"{{target.statecode}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,telephone1,description
      """
    Then the rows are
      | name    | telephone1    | description           |
      | Contoso | Contoso at 10 | Contoso at 10, (none) |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle
      """
    Then the rows are
      | lastname | jobtitle |
      | Contoso  | "0"      |
