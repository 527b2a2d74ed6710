Feature: Cancel background operations
  An operation that has not started is not executed once it is canceled; one that has started is
  not stopped, but an error is not followed by a retry.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"done"}}]}
      """

  Rule: An operation that has not started is not executed

    Background:
      Given "sample_Report" waits to be started
      And "sample_Report" is submitted
      And everything settles

    @BG-072 @BG-074 @BG-054
    Scenario: Canceled at the status monitor
      When a client sends
        """
        DELETE {monitor}
        """
      Then the status is 200
      And the body equals
        """
        {"backgroundOperationStateCode":2,"backgroundOperationStatusCode":22}
        """
      And the exchange matches snapshot "background_operations/cancel-delete"
      When the clock advances by "PT1S"
      Then the operation is Canceled
      And the operation's "starttime" is null
      And the operation's "outputparameters" is null

    @BG-070 @BG-074 @BG-054
    Scenario: Canceled in the table
      When a client sends
        """
        PATCH /api/data/v9.2/backgroundoperations({operation})
        Accept: application/json
        OData-MaxVersion: 4.0
        OData-Version: 4.0
        If-Match: *
        Content-Type: application/json

        {"backgroundoperationstatecode":2,"backgroundoperationstatuscode":22}
        """
      Then the status is 204
      And the header "OData-Version" is "4.0"
      And the body is empty
      And the exchange matches snapshot "background_operations/cancel-patch"
      When the clock advances by "PT1S"
      Then the operation is Canceled
      And the operation's "starttime" is null

    @BG-054
    Scenario: An operation is Canceling before it is Canceled
      When the operation is canceled at the status monitor
      Then the operation is Canceling
      When everything settles
      Then the operation is Canceling
      When the clock advances by "PT1S"
      Then the operation is Canceled

    @BG-054
    Scenario Outline: The time that an operation is Canceling is a rule
      Given the rule "cancel_settles_after" is "<value>"
      When the operation is canceled at the status monitor
      And the clock advances by "PT4S"
      Then the operation is <status>
      When the clock advances by "PT1S"
      Then the operation is Canceled

      Examples:
        | value | status    |
        | PT1S  | Canceled  |
        | PT5S  | Canceling |

    @BG-078
    Scenario: Canceling twice is the same as canceling once
      When the operation is canceled at the status monitor
      And the operation is canceled at the status monitor
      Then the status is 200
      And the body equals
        """
        {"backgroundOperationStateCode":2,"backgroundOperationStatusCode":22}
        """
      When the operation is canceled in the table
      Then the status is 204
      When the clock advances by "PT1S"
      Then the operation is Canceled

    @BG-073
    Scenario: A user with write access to the row may cancel the operation
      When a client sends
        """
        DELETE {monitor}
        Authorization: Bearer another-user
        """
      Then the status is 200

    @BG-079
    Scenario Outline: Only the documented state and status cancel the operation
      When a client sends
        """
        PATCH /api/data/v9.2/backgroundoperations({operation})
        If-Match: *

        <body>
        """
      Then the status is 400
      And "/error/message" is a text
      And the operation is Waiting For Resources

      Examples:
        | body                                                                   |
        | {"backgroundoperationstatecode":3,"backgroundoperationstatuscode":30}  |
        | {"backgroundoperationstatecode":3,"backgroundoperationstatuscode":32}  |
        | {"backgroundoperationstatecode":2,"backgroundoperationstatuscode":20}  |
        | {"backgroundoperationstatecode":1,"backgroundoperationstatuscode":10}  |
        | {"backgroundoperationstatecode":2}                                     |
        | {"backgroundoperationstatuscode":22}                                   |

    @BG-079
    Scenario: Columns that do not change the operation can be written
      When a client sends
        """
        PATCH /api/data/v9.2/backgroundoperations({operation})
        If-Match: *

        {"priority":3,"ttlinseconds":60}
        """
      Then the status is 204
      And the operation's "priority" is 3
      And the operation's "ttlinseconds" is 60
      And the operation is Waiting For Resources

    @BG-07A
    Scenario: Canceling an operation that does not exist creates no row
      When a client sends
        """
        PATCH /api/data/v9.2/backgroundoperations(110eaa68-db17-4115-ad74-d185823fc088)

        {"backgroundoperationstatecode":2,"backgroundoperationstatuscode":22}
        """
      Then the status is 404
      When a client sends
        """
        GET /api/data/v9.2/backgroundoperations(110eaa68-db17-4115-ad74-d185823fc088)
        """
      Then the status is 404

    @BG-07B
    Scenario: Deleting the row does not cancel the operation
      When a client sends
        """
        DELETE /api/data/v9.2/backgroundoperations({operation})
        """
      Then the status is 204
      When the status monitor is polled
      Then the status is 404

  Rule: An operation that has started is not stopped

    Background:
      Given "sample_Report" behaves as
        """
        {"finish":"released","outcomes":[{"return":{"Summary":"done"}}]}
        """
      And "sample_Report" is submitted
      And everything settles

    @BG-055 @BG-074
    Scenario: It is not stopped and may succeed
      When the operation is canceled at the status monitor
      Then the operation is Canceling
      When the clock advances by "PT1M"
      Then the operation is Canceling
      When the operation is released
      And the status monitor is polled
      Then the body equals
        """
        {"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,"Summary":"done"}
        """

    @BG-055
    Scenario Outline: The final status after a success is a rule
      Given the rule "canceled_success_ends" is "<value>"
      When the operation is canceled at the status monitor
      And the operation is released
      Then the operation is <status>

      Examples:
        | value     | status    |
        | succeeded | Succeeded |
        | canceled  | Canceled  |
        | undone    | Canceled  |

    @BG-055 @BG-074 @BG-094 @BG-052
    Scenario Outline: It is not retried after a failure; the final status is a rule
      Given the rule "canceled_error_ends" is "<value>"
      And "sample_Report" behaves as
        """
        {"finish":"released","outcomes":[{"fail":{"code":"0x80040265","message":"It went wrong."}}]}
        """
      And "sample_Report" is submitted
      And everything settles
      When the operation is canceled at the status monitor
      And the operation is released
      Then the operation is <status>
      When the clock advances by "PT1H"
      Then the operation is <status>
      And the operation's "retrycount" is 0

      Examples:
        | value    | status   |
        | failed   | Failed   |
        | canceled | Canceled |

    @BG-07B
    Scenario: A running operation whose row is deleted ends without a callback
      When a client sends
        """
        DELETE /api/data/v9.2/backgroundoperations({operation})
        """
      Then the status is 204
      When the clock advances until nothing is left to do
      And the status monitor is polled
      Then the status is 404

  Rule: A completed operation cannot be canceled

    @BG-075 @BG-056
    Scenario: The status monitor refuses
      Given "sample_Report" is submitted
      And everything settles
      When a client sends
        """
        DELETE {monitor}
        """
      Then the status is 409
      And the body equals
        """
        {"message":"Canceling background operation is not allowed after it is in terminal state."}
        """
      And the exchange matches snapshot "background_operations/cancel-too-late"
      And the operation is Succeeded

    @BG-075
    Scenario Outline: The shape of the status monitor's refusal is a rule
      Given the rule "late_cancel_body" is "<value>"
      And "sample_Report" is submitted
      And everything settles
      When the operation is canceled at the status monitor
      Then the status is 409
      And "<path>" equals Canceling background operation is not allowed after it is in terminal state.

      Examples:
        | value | path           |
        | bare  | message        |
        | error | /error/message |

    @BG-076 @BG-056
    Scenario Outline: The table refuses with the same message; the HTTP status is a rule
      Given the rule "late_cancel_patch_status" is "<value>"
      And "sample_Report" is submitted
      And everything settles
      When the operation is canceled in the table
      Then the status is <status>
      And the body equals
        """
        {"error":{"code":"0x80040265","message":"Canceling background operation is not allowed after it is in terminal state."}}
        """
      And the operation is Succeeded

      Examples:
        | value       | status |
        | bad_request | 400    |
        | conflict    | 409    |

    @BG-056 @BG-075
    Scenario: Neither a failed nor a canceled operation can be canceled
      Given the rule "max_retries" is "0"
      And "sample_Report" fails
      And "sample_Report" is submitted
      And everything settles
      When the operation is canceled at the status monitor
      Then the status is 409
      And the operation is Failed
      Given "sample_Report" waits to be started
      And "sample_Report" is submitted
      When the operation is canceled at the status monitor
      And the clock advances by "PT1S"
      And the operation is canceled at the status monitor
      Then the status is 409
      And the operation is Canceled
