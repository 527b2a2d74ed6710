@no-samples
Feature: Stages
  Steps run before the unit of work, inside it before the main operation, and inside it afterwards.

  @PL-030 @PL-0D0
  Scenario: PreValidation runs outside the transaction, the other stages inside
    Given these processing steps
      | on             | stage         | does                                                                                                            |
      | Create account | PreValidation | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}] |
      | Create account | PreOperation  | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}] |
      | Create account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}] |
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
  Scenario Outline: A handler's request runs inside or outside the transaction as its handler does
    Given these processing steps
      | on             | stage         | does                                                                            |
      | Create account | <stage>       | [{"create":{"table":"contact","row":{"lastname":"made"}}}]                      |
      | Create contact | PreValidation | [{"set":{"jobtitle":"{{transaction}} {{depth}}"}}]                              |
      | Create contact | PreOperation  | [{"set":{"description":"{{transaction}} {{depth}} {{parent.parent.message}}"}}] |
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
      | stage         | nested |
      | PreOperation  | true 2 |
      | PostOperation | true 2 |

  @PL-033 @PL-130 @PL-132 @PL-0D5
  Scenario: An asynchronous step stands outside any transaction, and each of its requests has its own
    Given these processing steps
      | on             | stage         | mode         | does                                                                                                                |
      | Create account | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"{{stage}}","jobtitle":"{{transaction}} {{depth}} {{mode}}"}}}]     |
      | Create contact | PreOperation  | synchronous  | [{"set":{"description":"{{transaction}} {{depth}} {{mode}} {{correlation}}","firstname":"{{parent.parent.mode}}"}}] |
      | Create contact | PreValidation | synchronous  | [{"set":{"department":"{{transaction}}"}}]                                                                          |
      | Create account | PreOperation  | synchronous  | [{"set":{"description":"{{correlation}}"}}]                                                                         |
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
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle,description,firstname,department
      """
    Then the rows are
      | lastname | jobtitle  | description            | firstname | department |
      | "40"     | false 1 1 | true 2 0 {correlation} | "1"       | "false"    |

  @PL-032
  Scenario: PreValidation runs before the request is validated
    Given these processing steps
      | on             | stage         | does                                                       |
      | Update account | PreValidation | [{"create":{"table":"contact","row":{"lastname":"seen"}}}] |
      | Update account | PreOperation  | [{"create":{"table":"contact","row":{"lastname":"lost"}}}] |
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
  Scenario: A handler may change the target before and the outputs after the main operation
    Given these processing steps
      | on             | stage         | does                                                                                                                                                             |
      | Create account | PreValidation | [{"set":{"telephone1":"{{target.name}} at 10"}}]                                                                                                                 |
      | Create account | PreOperation  | [{"set":{"description":"{{target.telephone1}}, {{output.id}}"}}]                                                                                                 |
      | Create account | PostOperation | [{"output":{"id":"a0000000-0000-4000-8000-0000000000aa"}},{"create":{"table":"contact","row":{"lastname":"{{target.name}}","jobtitle":"{{target.statecode}}"}}}] |
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
