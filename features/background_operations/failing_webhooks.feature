Feature: Operations that a webhook makes fail
  A step on a custom API runs with it, in the background as well. In an organization without a control door a
  synchronous webhook therefore decides whether a custom API succeeds, and counts its attempts.

  Background:
    Given the custom API "sample_Report" that takes all steps
      | kind     | name    | type   |
      | property | Summary | String |
    And a sink "hook"
    And a webhook "endpoint" to "{hook}"
    And these processing steps
      | on            | stage         | mode        | to       |
      | sample_Report | PostOperation | synchronous | endpoint |

  @BG-051 @BG-063 @CA-024
  Scenario: An operation whose webhook succeeds has one attempt
    Given "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation is Succeeded
    And the sink "hook" has received 1 request
    And the operation's "retrycount" is 0
    And the operation's "errorcode" is null

  @BG-053 @BG-090 @BG-093 @BG-09C
  Scenario: An operation whose webhook fails has four attempts
    Given the sink "hook" answers 500 from now on
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation is Failed
    And the sink "hook" has received 4 requests
    And the operation's "retrycount" is 3
    And the operation's "errorcode" is -2147155455

  @BG-051 @BG-090 @BG-093
  Scenario: An operation may succeed after its webhook failed twice
    Given the sink "hook" answers 500 and then 500 and then 200 from now on
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation is Succeeded
    And the sink "hook" has received 3 requests
    And the operation's "retrycount" is 2
    And the operation's "errorcode" is null

  @BG-060 @BG-062 @BG-063 @BG-099 @BG-09C
  Scenario: The status monitor tells the webhook's error
    Given the sink "hook" answers 400 from now on
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    And the status monitor is polled
    Then the status is 200
    And the body has
      | backgroundOperationStateCode  | 3           |
      | backgroundOperationStatusCode | 31          |
      | backgroundOperationErrorCode  | -2147155455 |
    And "backgroundOperationErrorMessage" is a text
    And "Summary" is absent

  @BG-080 @BG-081 @BG-062
  Scenario: The callback tells the webhook's error
    Given a sink "callback" outside the organization
    And the sink "hook" answers 500 from now on
    And "sample_Report" is submitted with a callback to "{callback}/done"
    When the clock advances until nothing is left to do
    And request 1 arrives at the sink "callback"
    Then the properties are, in this order
      | location                        |
      | backgroundOperationId           |
      | backgroundOperationStateCode    |
      | backgroundOperationStatusCode   |
      | backgroundOperationErrorCode    |
      | backgroundOperationErrorMessage |
    And the body has
      | backgroundOperationId         | {operation} |
      | backgroundOperationStateCode  | 3           |
      | backgroundOperationStatusCode | 31          |
      | backgroundOperationErrorCode  | -2147155455 |

  @BG-094
  Scenario: An operation that was canceled while it ran is not retried
    Given "sample_Report" runs until released
    And the sink "hook" answers 500 from now on
    And "sample_Report" is submitted
    And everything settles
    And the operation is canceled at the status monitor
    When the operation is released
    And the clock advances until nothing is left to do
    Then the sink "hook" has received 1 request
