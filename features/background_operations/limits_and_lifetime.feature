Feature: Limits and lifetime
  A plug-in has two minutes, in the background as well; a row lives for ninety days.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  @BG-095
  Scenario: A plug-in that takes two minutes less a second is in time
    Given "sample_Report" runs for "PT1M59S"
    And "sample_Report" is submitted
    When the clock advances by "PT1M59S"
    Then the operation is Succeeded
    And the operation's "retrycount" is 0

  @BG-095 @BG-096 @BG-098 @BG-097
  Scenario: A plug-in that takes longer has failed
    Given the rule "max_retries" is "0"
    And "sample_Report" never answers
    And "sample_Report" is submitted
    When the clock advances by "PT1M59S"
    Then the operation is In Progress
    When the clock advances by "PT1S"
    And the status monitor is polled
    Then the body has
      | backgroundOperationStateCode  | 3           |
      | backgroundOperationStatusCode | 31          |
      | backgroundOperationErrorCode  | -2146954991 |
    And "backgroundOperationErrorMessage" matches "^Didn't receive a response from the .* plug-in within the 2:20-minute limit\.$"

  @BG-095 @BG-090
  Scenario: A plug-in that exceeds the limit is retried like any failure
    Given "sample_Report" never answers
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation is Failed
    And the operation's "retrycount" is 3
    And the operation's "endtime" is 2026-01-02T03:12:19Z

  @BG-095
  Scenario Outline: The execution limit is a rule
    Given the rules are
      | execution_limit | <value> |
      | max_retries     | 0       |
    And "sample_Report" never answers
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation's "endtime" is <end>

    Examples:
      | value | end                  |
      | PT2M  | 2026-01-02T03:06:05Z |
      | PT10S | 2026-01-02T03:04:15Z |

  @BG-096
  Scenario Outline: The error code of a plug-in that exceeds the limit is a rule
    Given the rules are
      | time_out_code | <value> |
      | max_retries   | 0       |
    And "sample_Report" never answers
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation's "errorcode" is <code>

    Examples:
      | value          | code        |
      | worker_execute | -2146954991 |
      | worker         | -2147204749 |

  @BG-095
  Scenario: The limit holds for a direct call as well
    Given "sample_Report" never answers
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/sample_Report
      """
    And the organization waits for time
    And the clock advances by "PT2M"
    And the answer arrives
    Then the status is 400
    And "/error/code" equals 0x80081111

  @BG-0B0 @BG-0B2 @BG-048
  Scenario: After ninety days the row is gone
    Given "sample_Report" is submitted
    And everything settles
    When the clock advances by "PT7775999S"
    And the row of the operation is read
    Then the status is 200
    When the clock advances by "PT1S"
    And the row of the operation is read
    Then the status is 404
    And "/error/code" equals 0x80048d02
    When the status monitor is polled
    Then the status is 404

  @BG-0B1 @BG-0B0
  Scenario: The time to live can be set, and counts from the last modification
    Given "sample_Report" is submitted
    And the clock advances by "PT1H"
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"ttlinseconds":60}
      """
    Then the status is 204
    When the clock advances by "PT59S"
    And the row of the operation is read
    Then the status is 200
    When the clock advances by "PT1S"
    And the row of the operation is read
    Then the status is 404

  @BG-0B0
  Scenario Outline: The instant from which the time to live counts is a rule
    Given the rules are
      | ttl_counts_from | <value> |
      | default_ttl     | 100     |
    And "sample_Report" is submitted
    When the clock advances by "PT60S"
    And a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"priority":3}
      """
    And the clock advances by "PT60S"
    And the row of the operation is read
    Then the status is <status>

    Examples:
      | value         | status |
      | last_modified | 200    |
      | created       | 404    |

  @BG-0B2
  Scenario: A running operation does not expire
    Given the rule "default_ttl" is "10"
    And "sample_Report" runs until released
    And "sample_Report" is submitted
    When the clock advances by "PT1M"
    Then the operation is In Progress

  @BG-0B1
  Scenario Outline: An invalid time to live is refused
    Given "sample_Report" is submitted
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"ttlinseconds":<value>}
      """
    Then the status is 400

    Examples:
      | value      |
      | 0          |
      | -1         |
      | 2147483648 |
      | "soon"     |

  @WA-03E
  Scenario: Inputs that their column cannot hold are refused before anything is accepted
    Given the custom API "sample_Long"
      | kind      | name | type   |
      | parameter | Text | String |
    And a text of 1048577 characters is remembered as "long text"
    When a client sends
      """
      POST /api/data/v9.2/sample_Long
      Prefer: respond-async

      {"Text":"{long text}"}
      """
    Then the status is 400
    And "/error/code" equals 0x80044331
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$filter=name eq 'sample_Report'
      """
    Then "value" has 0 items
