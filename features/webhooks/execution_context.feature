@no-samples
Feature: What a webhook is sent
  A step that is handled by a webhook posts the execution context of its request as JSON, in the form that the SDK's
  serializer gives it.

  Background:
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"

  @WH-020
  Scenario: The creation of an account, told while the request waits
    Given these steps of the service endpoint "endpoint"
      | as   | message | table   | stage | mode |
      | step | Create  | account | 40    | 0    |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso \u003c/>&\"é€𝄞","revenue":1.5,"numberofemployees":12,"accountcategorycode":1,"creditonhold":false,"description":null}
      """
    When request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/create-synchronous" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message | Create |

  @WH-020
  Scenario: The creation of an account, told by a system job
    Given these steps of the service endpoint "endpoint"
      | as   | message | table   | stage | mode |
      | step | Create  | account | 40    | 1    |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso \u003c/>&\"é€𝄞","revenue":1.5,"numberofemployees":12,"accountcategorycode":1,"creditonhold":false,"description":null}
      """
    When request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/create-asynchronous" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message | Create |

  @WH-020
  Scenario: The end of a background operation
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And these steps of the service endpoint "endpoint"
      | as   | message                       | stage | mode |
      | step | OnBackgroundOperationComplete | 40    | 1    |
    When "sample_Report" is submitted
    And request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/operation-complete" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message | OnBackgroundOperationComplete |
