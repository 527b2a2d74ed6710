Feature: Retries
  If an error occurs during execution, the request is retried up to three times, each time after a
  longer wait.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  @BG-090 @BG-091 @BG-052 @BG-093 @BG-053
  Scenario: After four failed attempts the operation has failed
    Given "sample_Report" fails
    And "sample_Report" is submitted
    When everything settles
    Then the operation is Waiting For Resources
    And the operation's "retrycount" is 1
    When the clock advances by "PT2S"
    Then the operation's "retrycount" is 2
    When the clock advances by "PT4S"
    Then the operation's "retrycount" is 3
    And the operation is Waiting For Resources
    When the clock advances by "PT7S"
    Then the operation is Waiting For Resources
    When the clock advances by "PT1S"
    Then the operation is Failed
    And the operation's "retrycount" is 3
    And the operation's "errorcode" is -2147220891
    And the operation's "endtime" is 2026-01-02T03:04:19Z
    When the clock advances by "PT24H"
    Then the operation's "endtime" is 2026-01-02T03:04:19Z
    And the operation's "retrycount" is 3

  @BG-090 @BG-093 @BG-051
  Scenario Outline: A later attempt may succeed
    Given "sample_Report" behaves as
      """
      {"outcomes":[<failures>{"return":{"Summary":"at last"}}]}
      """
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    And the status monitor is polled
    Then the body equals
      """
      {"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,"Summary":"at last"}
      """
    And the operation's "retrycount" is <retries>
    And the operation's "endtime" is <end>
    And the operation's "errorcode" is null

    Examples:
      | failures                                                                                                                             | retries | end                  |
      |                                                                                                                                      | 0       | 2026-01-02T03:04:05Z |
      | {"fail":{"code":"0x80040265","message":"1"}},                                                                                        | 1       | 2026-01-02T03:04:07Z |
      | {"fail":{"code":"0x80040265","message":"1"}},{"fail":{"code":"0x80040265","message":"2"}},                                           | 2       | 2026-01-02T03:04:11Z |
      | {"fail":{"code":"0x80040265","message":"1"}},{"fail":{"code":"0x80040265","message":"2"}},{"fail":{"code":"0x80040265","message":"3"}}, | 3       | 2026-01-02T03:04:19Z |

  @BG-053 @BG-09B
  Scenario: The error of the last attempt is the operation's
    Given "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":"0x80048405","message":"first"}},{"fail":{"code":"0x80040265","message":"last"}}]}
      """
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    And the status monitor is polled
    Then the body equals
      """
      {"backgroundOperationErrorCode":-2147220891,"backgroundOperationErrorMessage":"last","backgroundOperationStateCode":3,"backgroundOperationStatusCode":31}
      """

  @BG-090
  Scenario Outline: The number of retries is a rule
    Given the rule "max_retries" is "<value>"
    And "sample_Report" fails
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation is Failed
    And the operation's "retrycount" is <value>

    Examples:
      | value |
      | 3     |
      | 1     |
      | 0     |

  @BG-091
  Scenario Outline: The waiting times between retries are rules
    Given the rules are
      | backoff_base   | <base>   |
      | backoff_factor | <factor> |
      | backoff_cap    | <cap>    |
    And "sample_Report" fails
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation's "endtime" is <end>

    Examples:
      | base | factor | cap   | end                  |
      | PT2S | 2      | PT1H  | 2026-01-02T03:04:19Z |
      | PT1M | 2      | PT1H  | 2026-01-02T03:11:05Z |
      | PT1S | 1      | PT1H  | 2026-01-02T03:04:08Z |
      | PT1S | 10     | PT1H  | 2026-01-02T03:05:56Z |
      | PT1S | 10     | PT20S | 2026-01-02T03:04:36Z |

  @BG-091 @BG-016
  Scenario: A retry that is due while all slots are taken starts later
    Given the rule "concurrency" is "1"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":"0x80040265","message":"x"}},{"return":{"Summary":"at last"}}]}
      """
    And "sample_Report" is submitted as "retried"
    And everything settles
    And the custom API "sample_Other"
      | kind     | name    | type   |
      | property | Summary | String |
    And "sample_Other" runs for "PT1M"
    And "sample_Other" is submitted as "other"
    And everything settles
    When the clock advances by "PT59S"
    Then the operation "retried" is Waiting For Resources
    When the clock advances by "PT1S"
    Then the operation "other" is Succeeded
    And the operation "retried" is Succeeded

  @BG-092
  Scenario Outline: The errors that are retried are a rule
    Given the rule "retry_policy" is "<policy>"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":"<code>","message":"x"}}]}
      """
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation is Failed
    And the operation's "retrycount" is <retries>

    Examples:
      | policy         | code       | retries |
      | all            | 0x80040265 | 3       |
      | all            | 0x80044151 | 3       |
      | transient_only | 0x80040265 | 0       |
      | transient_only | 0x80044151 | 3       |
      | none           | 0x80044151 | 0       |

  @BG-052
  Scenario Outline: The status of the row between two attempts is a rule
    Given the rule "between_attempts" is "<value>"
    And "sample_Report" fails
    And "sample_Report" is submitted
    When everything settles
    Then the operation is <status>

    Examples:
      | value  | status                |
      | ready  | Waiting For Resources |
      | locked | In Progress           |

  @BG-093
  Scenario Outline: The moment at which retrycount is raised is a rule
    Given the rule "retry_count_moves" is "<value>"
    And "sample_Report" fails
    And "sample_Report" is submitted
    When everything settles
    Then the operation's "retrycount" is <waiting>
    When the clock advances until nothing is left to do
    Then the operation's "retrycount" is 3

    Examples:
      | value         | waiting |
      | at_scheduling | 1       |
      | at_start      | 0       |

  @BG-050
  Scenario Outline: The attempt whose start starttime shows is a rule
    Given the rule "start_time_is" is "<value>"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":"0x80040265","message":"x"}},{"return":{"Summary":"y"}}]}
      """
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    Then the operation's "starttime" is <start>

    Examples:
      | value        | start                |
      | first_start  | 2026-01-02T03:04:05Z |
      | latest_start | 2026-01-02T03:04:07Z |

  @BG-094 @BG-074
  Scenario: An operation canceled between two attempts is not tried again
    Given "sample_Report" fails
    And "sample_Report" is submitted
    And everything settles
    When the operation is canceled at the status monitor
    Then the status is 200
    When the clock advances by "PT1H"
    Then the operation is Canceled
    And the operation's "retrycount" is 1

  @BG-09A @BG-09C
  Scenario: An error that is not Dataverse's has the code zero
    Given the rule "max_retries" is "0"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":0,"message":"This is not from the platform."}}]}
      """
    And "sample_Report" is submitted
    When everything settles
    And the status monitor is polled
    Then the body has
      | backgroundOperationErrorCode    | 0                              |
      | backgroundOperationErrorMessage | This is not from the platform. |
    And the operation's "errorcode" is 0

  @BG-099 @BG-053
  Scenario: The documented error
    Given the rule "max_retries" is "0"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":-2147187707,"message":"Access is denied."}}]}
      """
    And "sample_Report" is submitted
    When everything settles
    Then the operation's "errorcode" is -2147187707
    And the operation's "errormessage" is Access is denied.
