@no-samples
Feature: What a client may want of a system job
  State, status and the time before which it does not run can be set; everything else is the platform's.

  Background:
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"
    And the rule "job_retry_delay" is "PT1H"

  @PL-022 @PL-0E6
  Scenario: A job that waits is cancelled
    Given a sink "hook" that answers 503
    And these processing steps
      | on             | stage | mode | asyncautodelete | to       |
      | Create account | 40    | 1    | true            | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    And everything settles
    And a client has sent
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    And "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({job})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 204
    When the clock advances by "PT2H"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statecode,statuscode,completedon
      """
    Then the body has
      | statecode   | 3                    |
      | statuscode  | 32                   |
      | completedon | 2026-01-02T03:04:05Z |
    And the sink "hook" has received 1 request

  @PL-022 @PL-023
  Scenario: A job in progress is cancelling until its handler is done, whose work is dropped
    Given a sink "hook" that never answers
    And the rule "running_job_cancel" is "canceling"
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    And request 1 arrives at the sink "hook"
    And a client has sent
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    And "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({job})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 2  |
      | statuscode | 22 |
    When the clock advances by "PT1M"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 3  |
      | statuscode | 32 |

  @PL-022
  Scenario: By rule a job in progress is not cancelled
    Given a sink "hook" that never answers
    And the rule "running_job_cancel" is "refuse"
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    And request 1 arrives at the sink "hook"
    And a client has sent
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    And "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({job})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 400
    And "/error/code" equals 0x80044165

  @PL-0E6 @PL-0E4
  Scenario: A job that waits is resumed, or put off
    Given a sink "hook" that answers 503 and then 200
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    And everything settles
    And a client has sent
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    And "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({job})

      {"postponeuntil":"2026-01-02T06:00:00Z"}
      """
    Then the status is 204
    When the clock advances by "PT2H"
    Then the sink "hook" has received 1 request
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({job})

      {"statecode":0,"statuscode":0}
      """
    Then the status is 204
    And the sink "hook" has received 2 requests
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statuscode
      """
    Then the body has
      | statuscode | 30 |

  @PL-022 @PL-0E4
  Scenario Outline: What is refused of a job that is completed
    Given these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    And everything settles
    And a client has sent
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    And "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({job})

      <body>
      """
    Then the status is 400
    And "/error/code" equals <code>

    Examples:
      | body                                     | code       |
      | {"statecode":3,"statuscode":32}          | 0x80044165 |
      | {"statecode":0,"statuscode":0}           | 0x80044166 |
      | {"postponeuntil":"2026-01-02T06:00:00Z"} | 0x80044167 |
      | {"statecode":2,"statuscode":20}          | 0x80044162 |
      | {"statecode":3,"statuscode":0}           | 0x80048408 |
      | {"name":"Other"}                         | 0x80040203 |

  @PL-0E4
  Scenario: Jobs are not made by clients
    When a client sends
      """
      POST /api/data/v9.2/asyncoperations

      {"name":"Mine","operationtype":1}
      """
    Then the status is 405
    And "/error/message" contains "System jobs cannot be created"

  @PL-0E5
  Scenario Outline: Which jobs may be deleted is a rule
    Given a sink "hook" that answers 503
    And the rule "job_delete" is "<rule>"
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    And everything settles
    And a client has sent
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    And "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      DELETE /api/data/v9.2/asyncoperations({job})
      """
    Then the status is <status>
    When the clock advances by "PT2H"
    Then the sink "hook" has received <requests>

    Examples:
      | rule      | status | requests   |
      | any       | 204    | 1 request  |
      | completed | 400    | 2 requests |
