@no-samples
Feature: Cancel, postpone, resume and delete a system job
  A caller may change the state of a system job and the instant before which it does not run, and nothing else.

  Background:
    Given a sink "hook" that never answers
    And a webhook "endpoint" to "{hook}"
    And the rule "job_concurrency" is "1"
    And these processing steps
      | on             | stage         | mode         | rank | name    | to       |
      | Create account | PostOperation | asynchronous | 1    | Running | endpoint |
      | Create account | PostOperation | asynchronous | 2    | Waiting | endpoint |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    When request 1 arrives at the sink "hook"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name&$orderby=name
      """
    Then "/value/0/asyncoperationid" is remembered as "running"
    And "/value/1/asyncoperationid" is remembered as "waiting"

  @PL-022
  Scenario: A job that waits is canceled at once and never runs
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({waiting})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({waiting})?$select=statecode,statuscode,startedon,completedon,errorcode
      """
    Then the body has
      | statecode   | 3                    |
      | statuscode  | 32                   |
      | startedon   | null                 |
      | completedon | 2026-01-02T03:04:05Z |
      | errorcode   | null                 |
    When the clock advances by "PT1M"
    Then the sink "hook" has received 1 request
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({waiting})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 400
    And "/error/code" equals 0x80044165

  @PL-022 @SO-03D
  Scenario: A job keeps its owner, whatever message would change it
    Given the user "Ada" with {"roles": ["Basic User"]}
    When the SDK executes Assign with
      | Target   | EntityReference | asyncoperation({waiting}) |
      | Assignee | EntityReference | systemuser({ada})         |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "Column 'ownerid' of a system job is written by the platform only."

  @PL-022 @SO-03H
  Scenario: A job that waits is canceled by SetState
    When the SDK executes SetState with
      | EntityMoniker | EntityReference | asyncoperation({waiting}) |
      | State         | OptionSetValue  | 3                         |
      | Status        | OptionSetValue  | 32                        |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({waiting})?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 3  |
      | statuscode | 32 |

  @PL-022 @PL-023 @PL-0E6
  Scenario: A job in progress is Canceling, and Canceled when its handler has ended
    Given the rule "running_job_cancel" is "canceling"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({running})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({running})?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 2  |
      | statuscode | 22 |
    When the clock advances by "PT1M"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({running})?$select=statecode,statuscode,completedon,errorcode
      """
    Then the body has
      | statecode   | 3                    |
      | statuscode  | 32                   |
      | completedon | 2026-01-02T03:05:05Z |
      | errorcode   | null                 |

  @PL-022
  Scenario: By rule a job in progress cannot be canceled
    Given the rule "running_job_cancel" is "refuse"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({running})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 400
    And "/error/code" equals 0x80044165
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({running})?$select=statuscode
      """
    Then "statuscode" equals 20

  @PL-0E6 @PL-0E4
  Scenario: A job is postponed, and resumed before its time
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({waiting})

      {"statecode":1,"statuscode":10,"postponeuntil":"2026-01-03T00:00:00Z"}
      """
    Then the status is 204
    When the clock advances by "PT1H"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({waiting})?$select=statecode,statuscode,postponeuntil
      """
    Then the body has
      | statecode     | 1                    |
      | statuscode    | 10                   |
      | postponeuntil | 2026-01-03T00:00:00Z |
    And the sink "hook" has received 1 request
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({waiting})

      {"statecode":0}
      """
    Then the status is 204
    When request 2 arrives at the sink "hook"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({waiting})?$select=statecode,statuscode,postponeuntil
      """
    Then the body has
      | statecode     | 2    |
      | statuscode    | 20   |
      | postponeuntil | null |

  @PL-0E6
  Scenario: A job that is postponed runs when its time has come
    Given a client has sent
      """
      PATCH /api/data/v9.2/asyncoperations({waiting})

      {"postponeuntil":"2026-01-03T00:00:00Z"}
      """
    When the clock advances to "2026-01-02T23:59:59Z"
    Then the sink "hook" has received 1 request
    When the clock advances by "PT1S"
    Then request 2 arrives at the sink "hook"

  @PL-0E6
  Scenario: A job that is postponed to an instant that has passed runs when it is its turn
    Given a client has sent
      """
      PATCH /api/data/v9.2/asyncoperations({waiting})

      {"postponeuntil":"2026-01-01T00:00:00Z"}
      """
    When the clock advances by "PT1M"
    Then request 2 arrives at the sink "hook"

  @PL-022 @PL-0E4
  Scenario Outline: A change that is not allowed is refused with its code and changes nothing
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({<job>})

      <body>
      """
    Then the status is 400
    And "/error/code" equals <code>
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({<job>})?$select=statuscode,postponeuntil,name
      """
    Then the body has
      | statuscode    | <status> |
      | postponeuntil | null     |
      | name          | <name>   |

    Examples:
      | job     | body                                      | code       | status | name    |
      | waiting | {"statecode":0,"statuscode":0}            | 0x80044166 | 0      | Waiting |
      | waiting | {"statecode":3,"statuscode":30}           | 0x80044162 | 0      | Waiting |
      | waiting | {"statecode":2,"statuscode":20}           | 0x80044162 | 0      | Waiting |
      | waiting | {"statecode":1,"statuscode":10}           | 0x80044167 | 0      | Waiting |
      | waiting | {"statecode":0,"statuscode":32}           | 0x80048408 | 0      | Waiting |
      | waiting | {"name":"Renamed"}                        | 0x80040203 | 0      | Waiting |
      | waiting | {"retrycount":7,"statecode":3,"statuscode":32} | 0x80040203 | 0 | Waiting |
      | running | {"statecode":1,"statuscode":10}           | 0x80044f01 | 20     | Running |
      | running | {"postponeuntil":"2026-01-03T00:00:00Z"}  | 0x80044167 | 20     | Running |
      | running | {"statecode":0,"statuscode":0}            | 0x80044166 | 20     | Running |

  @PL-0E4
  Scenario: Only the platform makes system jobs
    When a client sends
      """
      POST /api/data/v9.2/asyncoperations

      {"statecode":0}
      """
    Then the status is 405
    And "/error/code" equals 0x80040315
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name
      """
    Then "value" has 2 items

  @PL-0E5
  Scenario: Any job may be deleted; one that waits never runs, and one in progress ends without a trace
    Given the rule "job_delete" is "any"
    When a client sends
      """
      DELETE /api/data/v9.2/asyncoperations({waiting})
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/asyncoperations({running})
      """
    Then the status is 204
    When the clock advances by "PT1M"
    Then the sink "hook" has received 1 request
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name
      """
    Then "value" has 0 items

  @PL-0E5
  Scenario: By rule only completed jobs may be deleted
    Given the rule "job_delete" is "completed"
    When a client sends
      """
      DELETE /api/data/v9.2/asyncoperations({waiting})
      """
    Then the status is 400
    And "/error/code" equals 0x8004416a
    When a client sends
      """
      DELETE /api/data/v9.2/asyncoperations({running})
      """
    Then the status is 400
    And "/error/code" equals 0x8004416a
    When the clock advances by "PT1M"
    And request 2 arrives at the sink "hook"
    And a client sends
      """
      DELETE /api/data/v9.2/asyncoperations({running})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name
      """
    Then the rows are
      | name    |
      | Waiting |

  @PL-022
  Scenario: A job that waits for its retry is canceled at once
    Given the rule "job_retry_delay" is "PT1H"
    When the sink "hook" answers 503 from now on
    And the clock advances by "PT1M"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({waiting})?$select=statuscode,retrycount
      """
    Then the body has
      | statuscode | 10 |
      | retrycount | 1  |
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({waiting})

      {"statecode":3,"statuscode":32}
      """
    Then the status is 204
    When the clock advances by "PT2H"
    Then the sink "hook" has received 2 requests
