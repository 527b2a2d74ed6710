@no-samples
Feature: The life of a system job
  An asynchronous step is done by a system job, a row of asyncoperations that shows where it is.

  Background:
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"

  @PL-020 @PL-021
  Scenario: A job that succeeds
    Given these processing steps
      | as   | name   | on             | stage | mode | to       |
      | step | Inform | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name,operationtype,messagename,primaryentitytype,_regardingobjectid_value,_owningextensionid_value,statecode,statuscode,retrycount,depth,errorcode,message,startedon,completedon,correlationid,requestid
      """
    Then "/value" has 1 items
    And the body has
      | /value/0/name                     | Inform               |
      | /value/0/operationtype            | 1                    |
      | /value/0/messagename              | Create               |
      | /value/0/primaryentitytype        | account              |
      | /value/0/_regardingobjectid_value | {account}            |
      | /value/0/_owningextensionid_value | {step}               |
      | /value/0/statecode                | 3                    |
      | /value/0/statuscode               | 30                   |
      | /value/0/retrycount               | 0                    |
      | /value/0/depth                    | 1                    |
      | /value/0/errorcode                | null                 |
      | /value/0/message                  | null                 |
      | /value/0/startedon                | 2026-01-02T03:04:05Z |
      | /value/0/completedon              | 2026-01-02T03:04:05Z |
    And "/value/0/correlationid" is remembered as "correlation"
    And "/value/0/requestid" is remembered as "request"
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then the body has
      | /ids/correlation | {correlation} |
      | /ids/request     | {request}     |

  @PL-021
  Scenario: In progress while its handler works
    Given a sink "hook" that never answers
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    When request 1 arrives at the sink "hook"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,completedon
      """
    Then the rows are
      | statecode | statuscode | completedon |
      | 2         | 20         | null        |
    When the clock advances by "PT1M"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,errorcode,completedon
      """
    Then the rows are
      | statecode | statuscode | errorcode   | completedon          |
      | 3         | 31         | -2147155454 | 2026-01-02T03:05:05Z |

  @PL-021 @PL-0E3 @WH-027
  Scenario: A failure is told by the row and nowhere else
    Given a sink "hook" that answers 500
    And these processing steps
      | name   | on             | stage | mode | asyncautodelete | to       |
      | Inform | Create account | 40    | 1    | true            | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name,statecode,statuscode,retrycount,errorcode,message,friendlymessage
      """
    Then "/value" has 1 items
    And the body has
      | /value/0/name       | Inform      |
      | /value/0/statecode  | 3           |
      | /value/0/statuscode | 31          |
      | /value/0/retrycount | 0           |
      | /value/0/errorcode  | -2147155455 |
    And "/value/0/message" contains "non-success httpStatus code"
    And "/value/0/friendlymessage" is a text

  @PL-021 @WH-031
  Scenario: A failure of the moment is tried again
    Given a sink "hook" that answers 503 and then 200
    And the rule "job_retry_delay" is "PT10S"
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,retrycount,postponeuntil
      """
    Then the rows are
      | statecode | statuscode | retrycount | postponeuntil        |
      | 1         | 10         | 1          | 2026-01-02T03:04:15Z |
    When the clock advances by "PT9S"
    Then the sink "hook" has received 1 request
    When the clock advances by "PT1S"
    Then the sink "hook" has received 2 requests
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,retrycount,completedon
      """
    Then the rows are
      | statecode | statuscode | retrycount | completedon          |
      | 3         | 30         | 1          | 2026-01-02T03:04:15Z |

  @PL-021 @WH-031
  Scenario Outline: How often is a rule, beside which a webhook has its own
    Given a sink "hook" that answers 503
    And the rule "job_retries" is "<retries>"
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    When the clock advances until nothing is left to do
    Then the sink "hook" has received <calls>
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,retrycount
      """
    Then the rows are
      | statuscode | retrycount |
      | 31         | <count>    |

    Examples:
      | retries | calls      | count |
      | 0       | 1 request  | 0     |
      | 1       | 2 requests | 1     |
      | 5       | 2 requests | 1     |

  @PL-021
  Scenario: Jobs for one host wait for each other when there are too many
    Given a sink "hook" that never answers
    And the rule "job_concurrency" is "2"
    And these processing steps
      | on             | stage | mode | to       |
      | Create account | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name  |
      | One   |
      | Two   |
      | Three |
    When request 2 arrives at the sink "hook"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode&$orderby=statuscode
      """
    Then the rows are
      | statuscode |
      | 0          |
      | 20         |
      | 20         |
    When the clock advances by "PT1M"
    And request 3 arrives at the sink "hook"
    And the clock advances by "PT1M"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    Then the rows are
      | statuscode |
      | 31         |
      | 31         |
      | 31         |

  @PL-018
  Scenario Outline: The documented query for the failures of a step
    Given a sink "hook" that answers 500
    And these processing steps
      | as    | name   | on             | stage | mode | to       |
      | step  | Inform | Create account | 40    | 1    | endpoint |
      | other | Other  | Create contact | 40    | 1    | endpoint |
    And these rows of "accounts"
      | name    |
      | Contoso |
    And the clock advances by "PT1S"
    And these rows of "contacts"
      | lastname |
      | Smith    |
    And these rows of "accounts"
      | name     |
      | Fabrikam |
    And everything settles
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$orderby=completedon desc&$filter=statuscode eq 31 and _owningextensionid_value eq <step>&$select=name,friendlymessage,errorcode,message,completedon<alias>
      """
    Then "/value" has 2 items
    And the body has
      | /value/0/name        | Inform               |
      | /value/0/completedon | 2026-01-02T03:04:06Z |
      | /value/1/completedon | 2026-01-02T03:04:05Z |
      | /value/0/errorcode   | -2147155455          |

    Examples: by an alias as documented, and without
      | step     | alias             |
      | @stepid  | &@stepid={step}   |
      | {step}   |                   |
