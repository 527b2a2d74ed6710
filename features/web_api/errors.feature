Feature: The details of an error
  An error has a code and a message. Details are annotations inside it that a preference asks for.

  @WA-032 @WA-033 @WA-034
  Scenario: The details of a refusal
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ef)
      Prefer: odata.include-annotations="*"
      """
    Then the status is 404
    And the body equals
      """
      {"error":{
        "code":"0x80040217",
        "message":"Entity 'account' With Id = a0000000-0000-4000-8000-0000000000ef Does Not Exist",
        "@Microsoft.PowerApps.CDS.ErrorDetails.ApiExceptionHttpStatusCode":404,
        "@Microsoft.PowerApps.CDS.HelpLink":"http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a80040217&client=platform",
        "@Microsoft.PowerApps.CDS.InnerError.Message":"Entity 'account' With Id = a0000000-0000-4000-8000-0000000000ef Does Not Exist"
      }}
      """

  @WA-032
  Scenario Outline: An error has only the details that the preference names: <wanted>
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ef)
      Prefer: odata.include-annotations="<wanted>"
      """
    Then "/error/@Microsoft.PowerApps.CDS.HelpLink" is <help>
    And "/error/@Microsoft.PowerApps.CDS.InnerError.Message" is <inner>

    Examples:
      | wanted                                        | help   | inner  |
      | Microsoft.PowerApps.CDS.*                     | a text | a text |
      | Microsoft.PowerApps.CDS.HelpLink              | a text | absent |
      | *,-Microsoft.PowerApps.CDS.HelpLink           | absent | a text |
      | OData.Community.Display.V1.FormattedValue     | absent | absent |

  @WA-032
  Scenario: Without a preference an error has no details
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ef)
      """
    Then the body equals
      """
      {"error":{"code":"0x80040217","message":"Entity 'account' With Id = a0000000-0000-4000-8000-0000000000ef Does Not Exist"}}
      """

  @WA-033 @WA-035
  Scenario: The error of a plug-in has its trace
    Given these processing steps
      | on             | stage        | mode        | does                                                                                   |
      | Create account | PreOperation | synchronous | [{"trace":"It looked."},{"fail":{"code":"0x80040265","message":"No accounts today."}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: odata.include-annotations="*"

      {"name":"x"}
      """
    Then the status is 400
    And "/error/code" equals 0x80040265
    And "/error/message" equals No accounts today.
    And "/error/@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus" equals "0"
    And "/error/@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode" equals "-2146233088"
    And "/error/@Microsoft.PowerApps.CDS.TraceText" contains "It looked."

  @WA-033
  Scenario: The error of an unknown route has no details
    When a client sends
      """
      POST /api/data/v9.2/WhoAmI
      Prefer: odata.include-annotations="*"
      """
    Then the status is 404
    And "/error/code" equals ""
    And "/error/@Microsoft.PowerApps.CDS.HelpLink" is absent
