Feature: The documentation's C# samples
  Each sample sends the request that its compiled form sends through ServiceClient, written out whole
  beside this feature, and prints what the documentation says it prints. Two slips of the polling
  sample keep it from that; two rules make up for them.

  # SendRequestAsynchronously
  @BG-030 @BG-031 @BG-033 @BG-034 @SO-020 @SO-027
  Scenario: A request is sent
    Given "sample_ExportDataUsingFetchXmlToAnnotation" runs until released
    When the sample "submit" runs
    Then the exchange matches snapshot "sdk/submit"
    And the submitting sample prints
      """
      BackgroundOperationId: <backgroundoperationid value>
      Location: [Organization URI]/api/backgroundoperation/<backgroundoperationid value>
      """
    And the operation's "name" is sample_ExportDataUsingFetchXmlToAnnotation
    When the operation is released
    Then the operation is Succeeded

  # SendRequestAsynchronouslyWithCallback
  @BG-032 @BG-030 @BG-080 @SO-027
  Scenario: A request is sent with a callback
    Given a sink "callback" outside the organization
    When the sample "submit_with_callback" runs
    Then the exchange matches snapshot "sdk/submit-callback"
    And the submitting sample prints
      """
      BackgroundOperationId: <backgroundoperationid value>
      Location: [Organization URI]/api/backgroundoperation/<backgroundoperationid value>
      """
    When request 1 arrives at the sink "callback"
    Then "backgroundOperationId" equals {operation}
    And "location" equals {monitor}
    And "backgroundOperationStateCode" equals 3
    And "backgroundOperationStatusCode" equals 30
    And the operation is Succeeded

  @BG-030 @BG-05J
  Scenario: The FetchXML arrives with its line breaks
    Given the sample "submit" has run
    Then the submitting sample prints
      """
      BackgroundOperationId: <backgroundoperationid value>
      Location: [Organization URI]/api/backgroundoperation/<backgroundoperationid value>
      """
    When the row of the operation is read
    Then "inputparameters" contains "mapping='logical'>\n                                <entity name='account'>\n"

  # PollBackgroundOperationRequest: "Complete output"
  @SO-020 @SO-022 @SO-031 @SO-032 @SO-033
  Scenario: An operation that has succeeded is polled
    Given the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And everything settles
    When the sample "poll" runs
    Then the exchange matches snapshot "sdk/poll-succeeded"
    And the polling sample prints
      """
      Name: sample_ExportDataUsingFetchXmlToAnnotation
      State Code: Completed
      Status Code:  Succeeded
      Output Parameters:
              AnnotationId: {value}
      Error Code:  
      Error Message:  
      """

  # While there are no outputs there is no such column, and an indexer insists on one (C-02).
  @BG-05L @SO-031
  Scenario: Polling an operation without outputs ends in an exception
    Given "sample_ExportDataUsingFetchXmlToAnnotation" runs until released
    And the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    When the sample "poll" runs
    Then the polling sample prints
      """
      Name: sample_ExportDataUsingFetchXmlToAnnotation
      State Code: Locked
      Status Code: In Progress
      Output Parameters:
      Some other error occurred: 'The given key 'outputparameters' was not present in the dictionary.'
      """

  # The column errorcode is a whole number, and the sample takes it for a text (C-01).
  @BG-05L @SO-030
  Scenario: Polling an operation with an error code ends in an exception
    Given the rules are
      | outputs_when_unset | empty_array |
      | max_retries        | 0           |
    And "sample_ExportDataUsingFetchXmlToAnnotation" behaves as
      """
      {"outcomes": [{"fail": {"code": "0x80048405", "message": "Access is denied."}}]}
      """
    And the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And everything settles
    When the sample "poll" runs
    Then the polling sample prints
      """
      Name: sample_ExportDataUsingFetchXmlToAnnotation
      State Code: Completed
      Status Code: Failed
      Output Parameters:
      Some other error occurred: 'Unable to cast object of type 'System.Int32' to type 'System.String'.'
      """

  # "Waiting output" and "Error output"
  @BG-05L @BG-099 @SO-030 @SO-031 @SO-032
  Scenario: Everything is printed as documented, by rule
    Given the rules are
      | errorcode_as_string | on          |
      | outputs_when_unset  | empty_array |
      | max_retries         | 0           |
    And "sample_ExportDataUsingFetchXmlToAnnotation" behaves as
      """
      {"finish": "released", "outcomes": [{"fail": {"code": "0x80048405", "message": "Access is denied."}}]}
      """
    And the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    When the sample "poll" runs
    Then the polling sample prints
      """
      Name: sample_ExportDataUsingFetchXmlToAnnotation
      State Code: Locked
      Status Code:  In Progress
      Output Parameters:  
      Error Code:  
      Error Message:  
      """
    When the operation is released
    And the sample "poll" runs
    Then the exchange matches snapshot "sdk/poll-failed"
    And the polling sample prints
      """
      Name: sample_ExportDataUsingFetchXmlToAnnotation
      State Code: Completed
      Status Code:  Failed
      Output Parameters: 
      Error Code:  -2147187707
      Error Message:  Access is denied.
      """

  # "Complete output" is the same under these rules.
  @SO-030 @SO-031 @SO-032
  Scenario: An operation that has succeeded is printed as documented under the same rules
    Given the rules are
      | errorcode_as_string | on          |
      | outputs_when_unset  | empty_array |
    And the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And everything settles
    When the sample "poll" runs
    Then the polling sample prints
      """
      Name: sample_ExportDataUsingFetchXmlToAnnotation
      State Code: Completed
      Status Code:  Succeeded
      Output Parameters:
              AnnotationId: {value}
      Error Code:  
      Error Message:  
      """

  # "Id not found"
  @BG-0D5 @BG-0D7 @BG-0D8 @SO-007
  Scenario: An id that no operation has is polled
    Given the text "110eaa68-db17-4115-ad74-d185823fc089" is remembered as "operation"
    When the sample "poll" runs
    Then the exchange matches snapshot "sdk/poll-not-found"
    And the polling sample prints
      """
      ErrorCode:-2147185406
      Message:The HTTP status code of the response was not expected (404).

      Status: 404
      Response:
      {"error":{"message":"Could not find item '110eaa68-db17-4115-ad74-d185823fc089'.","details":[{"message":"\r\nErrors : [\r\n  \"Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found\"\r\n]\r\n"}]}}
      """

  # CancelBackgroundOperationRequest
  @BG-070 @BG-071 @SO-020 @SO-022
  Scenario: An operation that has not started is canceled
    Given "sample_ExportDataUsingFetchXmlToAnnotation" waits to be started
    And the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    When the sample "cancel" runs
    Then the exchange matches snapshot "sdk/cancel"
    And the operation is Canceling
    When the clock advances until nothing is left to do
    Then the operation is Canceled

  @BG-076 @BG-077 @SO-007
  Scenario: An operation that has ended cannot be canceled
    Given the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And everything settles
    When the sample "cancel" runs
    Then the status is 500
    And "/Fault/faultstring" equals Canceling background operation is not allowed after it is in terminal state.
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220891"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Canceling background operation is not allowed after it is in terminal state.
    And the operation's "backgroundoperationstatuscode" is 30
