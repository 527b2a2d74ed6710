@no-samples
Feature: Plug-ins that wait
  A plug-in waits on the organization's clock. Clients are served meanwhile, and its two minutes go on.

  @PL-130
  Scenario: The progress of an asynchronous step is seen at each stage
    Given these processing steps
      | on                       | stage         | mode         | does                                                                                                                                                                                                                                                                                                                                               |
      | Create contoso_reportjob | PostOperation | asynchronous | [{"update":{"table":"contoso_reportjob","id":"{{id}}","row":{"contoso_progress":25}}},{"wait":"PT2S"},{"update":{"table":"contoso_reportjob","id":"{{id}}","row":{"contoso_progress":50}}},{"wait":"PT1M"},{"update":{"table":"contoso_reportjob","id":"{{id}}","row":{"contoso_progress":100}}}] |
    When a client sends
      """
      POST /api/data/v9.2/contoso_reportjobs

      {"contoso_name":"Report"}
      """
    Then the status is 204
    And the id of the new row is remembered as "job"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_progress
      """
    Then "contoso_progress" equals 25
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode
      """
    Then the rows are
      | statecode | statuscode |
      | 2         | 20         |
    When the clock advances by "PT2S"
    And a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_progress
      """
    Then "contoso_progress" equals 50
    When the clock advances by "PT59S"
    And a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_progress
      """
    Then "contoso_progress" equals 50
    When the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_progress
      """
    Then "contoso_progress" equals 100
    And the clock shows "2026-01-02T03:05:07Z"
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode
      """
    Then the rows are
      | statecode | statuscode |
      | 3         | 30         |

  @BG-095 @PL-131
  Scenario: An asynchronous step that waits past its two minutes is ended, and what it wrote before stays
    Given these processing steps
      | on             | stage         | mode         | does                                                                                                                                                        |
      | Create account | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"before"}}},{"wait":"PT1M"},{"wait":"PT1M1S"},{"create":{"table":"contact","row":{"lastname":"after"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And the clock advances by "PT1M59S"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    Then the rows are
      | statuscode |
      | 20         |
    When the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode
      """
    Then the rows are
      | statuscode | errorcode   |
      | 31         | -2146954991 |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | before   |

  # The request waits for the code of its steps, and one of theirs for another: together they are one piece of work.
  @BG-095 @PL-036
  Scenario Outline: A request whose step waits is answered when the step has ended, in its two minutes
    Given these processing steps
      | on             | stage   | does                                                         |
      | Create account | <stage> | [{"create":{"table":"contact","row":{"lastname":"nested"}}}] |
      | Create contact | <stage> | [{"wait":"<wait>"}]                                          |
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And the organization waits for time
    And the clock advances by "PT2M"
    And the answer arrives
    Then the status is <status>
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has <contacts> items
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has <accounts> items

    Examples:
      | stage         | wait    | status | contacts | accounts |
      | PreValidation | PT1M59S | 204    | 1        | 1        |
      | PreOperation  | PT1M59S | 204    | 1        | 1        |
      | PostOperation | PT1M59S | 204    | 1        | 1        |
      | PreValidation | PT2M1S  | 400    | 0        | 0        |
      | PreOperation  | PT2M1S  | 400    | 0        | 0        |
      | PostOperation | PT2M1S  | 400    | 0        | 0        |
