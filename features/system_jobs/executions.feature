@no-samples
Feature: Executions of asynchronous steps
  Each execution of an asynchronous step is a row of the table asyncoperations, from its request until it is removed.

  Background:
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"

  @PL-020
  Scenario: The row of an execution that succeeded
    Given these processing steps
      | as   | on             | stage         | mode         | name  | does |
      | step | Create account | PostOperation | asynchronous | Later | []   |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    And the id of the new row is remembered as "account"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations
      """
    Then "value" has 1 item
    And the body has
      | /value/0/name                     | Later                |
      | /value/0/operationtype            | 1                    |
      | /value/0/messagename              | Create               |
      | /value/0/primaryentitytype        | account              |
      | /value/0/_regardingobjectid_value | {account}            |
      | /value/0/_owningextensionid_value | {step}               |
      | /value/0/depth                    | 1                    |
      | /value/0/statecode                | 3                    |
      | /value/0/statuscode               | 30                   |
      | /value/0/retrycount               | 0                    |
      | /value/0/startedon                | 2026-01-02T03:04:05Z |
      | /value/0/completedon              | 2026-01-02T03:04:05Z |
      | /value/0/createdon                | 2026-01-02T03:04:05Z |
      | /value/0/postponeuntil            | null                 |
      | /value/0/errorcode                | null                 |
      | /value/0/message                  | null                 |
      | /value/0/friendlymessage          | null                 |
      | /value/0/dependencytoken          | null                 |
    And "/value/0/correlationid" is a guid

  @PL-021
  Scenario: An execution is in progress until its handler answers
    Given a sink "hook" that never answers
    And these processing steps
      | on             | stage         | mode         | to       |
      | Create account | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And request 1 arrives at the sink "hook"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,startedon,completedon
      """
    Then the rows are
      | statecode | statuscode | startedon            | completedon |
      | 2         | 20         | 2026-01-02T03:04:05Z | null        |
    When the clock advances by "PT1M"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,startedon,completedon,executiontimespan,errorcode
      """
    Then the rows are
      | statecode | statuscode | startedon            | completedon          | executiontimespan | errorcode   |
      | 3         | 31         | 2026-01-02T03:04:05Z | 2026-01-02T03:05:05Z | 60                | -2147155454 |

  @PL-021
  Scenario Outline: The number of executions of one host at a time is a rule
    Given the rule "job_concurrency" is "<value>"
    And a sink "hook" that never answers
    And these processing steps
      | on             | stage         | mode         | rank | to       |
      | Create account | PostOperation | asynchronous | 1    | endpoint |
      | Create account | PostOperation | asynchronous | 2    | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And request <value> arrives at the sink "hook"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,startedon&$orderby=statecode desc
      """
    Then the rows are
      | statecode | statuscode | startedon |
      | <state>   | <status>   | <started> |
      | 2         | 20         | 2026-01-02T03:04:05Z |

    Examples:
      | value | state | status | started              |
      | 1     | 0     | 0      | null                 |
      | 2     | 2     | 20     | 2026-01-02T03:04:05Z |

  @PL-021 @PL-0E2
  Scenario: A transient failure is retried later
    Given a sink "hook" that answers 503 and then 200
    And these processing steps
      | on             | stage         | mode         | to       |
      | Create account | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,retrycount,postponeuntil,completedon,errorcode
      """
    Then the rows are
      | statecode | statuscode | retrycount | postponeuntil        | completedon | errorcode |
      | 1         | 10         | 1          | 2026-01-02T03:04:07Z | null        | null      |
    When the clock advances by "PT2S"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,retrycount,postponeuntil,startedon,completedon
      """
    Then the rows are
      | statecode | statuscode | retrycount | postponeuntil | startedon            | completedon          |
      | 3         | 30         | 1          | null          | 2026-01-02T03:04:07Z | 2026-01-02T03:04:07Z |
    And the sink "hook" has received 2 requests

  @PL-021
  Scenario Outline: Retries and their delay are rules; a webhook is retried once at most
    Given the rules are
      | job_retries     | <retries> |
      | job_retry_delay | <delay>   |
    And a sink "hook" that answers 503
    And these processing steps
      | on             | stage         | mode         | to       |
      | Create account | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,retrycount,completedon
      """
    Then the rows are
      | statecode | statuscode | retrycount | completedon |
      | 3         | 31         | <count>    | <end>       |
    And the sink "hook" has received <requests>

    Examples:
      | retries | delay | count | end                  | requests   |
      | 0       | PT2S  | 0     | 2026-01-02T03:04:05Z | 1 request  |
      | 1       | PT2S  | 1     | 2026-01-02T03:04:07Z | 2 requests |
      | 3       | PT1M  | 1     | 2026-01-02T03:05:05Z | 2 requests |

  @PL-0E2
  Scenario: An error of a plug-in is not retried
    Given these processing steps
      | on             | stage         | mode         | does                                             |
      | Create account | PostOperation | asynchronous | [{"fail":{"code":"0x80040265","message":"No."}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And everything settles
    And the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,retrycount,completedon
      """
    Then the rows are
      | statecode | statuscode | retrycount | completedon          |
      | 3         | 31         | 0          | 2026-01-02T03:04:05Z |

  @PL-018 @PL-0E3
  Scenario Outline: The failed jobs of a step are found by the documented query
    Given these processing steps
      | as    | on             | stage         | mode         | name  | does                                             |
      | bad   | Create account | PostOperation | asynchronous | Bad   | [{"fail":{"code":"0x80040265","message":"No."}}] |
      | other | Create account | PostOperation | asynchronous | Other | [{"fail":{"code":"0x80040265","message":"No."}}] |
      | good  | Create account | PostOperation | asynchronous | Good  | []                                               |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"One"}
      """
    And everything settles
    And the clock advances by "PT1M"
    And a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Two"}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$orderby=completedon desc&$filter=statuscode eq 31 and _owningextensionid_value eq @stepid&$select=name,friendlymessage,errorcode,message,completedon&@stepid=<bad>
      """
    Then the rows are
      | name | errorcode   | completedon          |
      | Bad  | -2147220891 | 2026-01-02T03:05:05Z |
      | Bad  | -2147220891 | 2026-01-02T03:04:05Z |
    And "/value/0/message" contains "No."
    And "/value/0/friendlymessage" contains "No."
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$filter=statuscode eq 31 and _owningextensionid_value eq @stepid&$select=name&@stepid=<good>
      """
    Then "value" has 0 items

    Examples:
      | bad     | good     |
      | {bad}   | {good}   |
      | '{bad}' | '{good}' |

  @PL-020
  Scenario: The jobs of a step are reached from it
    Given these processing steps
      | as    | on             | stage         | mode         | name  | does |
      | step  | Create account | PostOperation | asynchronous | Mine  | []   |
      | other | Create account | PostOperation | asynchronous | Other | []   |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps({step})/SdkMessageProcessingStep_AsyncOperations?$select=name
      """
    Then the rows are
      | name |
      | Mine |

  @PL-0E0
  Scenario: A request that fails leaves no job
    Given these processing steps
      | on             | stage         | mode         | rank | does                                             |
      | Create account | PostOperation | asynchronous | 1    | []                                               |
      | Create account | PostOperation | synchronous  | 2    | [{"fail":{"code":"0x80040265","message":"No."}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations
      """
    Then "value" has 0 items
