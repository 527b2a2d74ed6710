Feature: Background operations with the SDK
  Requests that ExecuteBackgroundOperation accepts and refuses, and operations polled and canceled by other
  clients than the documentation's samples, which have a feature of their own.

  @SO-030
  Scenario Outline: Whether the error code is a number or a text is a rule of the SDK alone
    Given the rule "errorcode_as_string" is "<value>"
    And "sample_CleanupExportedDataAnnotations" fails
    And the rule "max_retries" is "0"
    And "sample_CleanupExportedDataAnnotations" is submitted
    And everything settles
    When the row of the operation is read over the SDK
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errorcode" equals <code>
    And the operation's "errorcode" is -2147220891

    Examples:
      | value | code          |
      | off   | -2147220891   |
      | on    | "-2147220891" |

  @BG-071 @SO-006
  Scenario: A raw proxy cancels an operation
    Given "sample_ExportDataUsingFetchXmlToAnnotation" waits to be started
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    When the SDK calls "Update"
      """
      <entity>
        <a:Attributes>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatecode</b:key><b:value i:type="a:OptionSetValue"><a:Value>2</a:Value></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatuscode</b:key><b:value i:type="a:OptionSetValue"><a:Value>22</a:Value></b:value></a:KeyValuePairOfstringanyType>
        </a:Attributes>
        <a:EntityState i:nil="true"/>
        <a:FormattedValues/>
        <a:Id>{operation}</a:Id>
        <a:LogicalName>backgroundoperation</a:LogicalName>
        <a:RelatedEntities/>
      </entity>
      """
    Then the status is 200
    And the exchange matches snapshot "sdk/cancel-proxy"
    And the operation is Canceling

  @BG-077 @BG-076
  Scenario: A raw proxy cancels an operation too late
    Given "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    And everything settles
    When the SDK calls "Update"
      """
      <entity>
        <a:Attributes>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatecode</b:key><b:value i:type="a:OptionSetValue"><a:Value>2</a:Value></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatuscode</b:key><b:value i:type="a:OptionSetValue"><a:Value>22</a:Value></b:value></a:KeyValuePairOfstringanyType>
        </a:Attributes>
        <a:Id>{operation}</a:Id>
        <a:LogicalName>backgroundoperation</a:LogicalName>
      </entity>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220891"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Canceling background operation is not allowed after it is in terminal state.
    And the operation is Succeeded

  @BG-031 @BG-037 @BG-038 @BG-039 @BG-03B @alone
  Scenario Outline: A request that cannot run in the background is refused and submits nothing
    When the SDK executes "ExecuteBackgroundOperation" with
      | <parameter> | <type> | <value> |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message>
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations/$count
      """
    Then the body is the text "﻿0"

    Examples:
      | parameter | type                | value                                      | code        | message                                                                                                        |
      | Request   | OrganizationRequest | Create                                     | -2147220989 | The request 'Create' is not a custom API and cannot be executed as a background operation.                     |
      | Request   | OrganizationRequest | ExecuteBackgroundOperation                 | -2147220989 | The request 'ExecuteBackgroundOperation' is not a custom API and cannot be executed as a background operation. |
      |           |                     |                                            | -2147220989 | Required field 'Request' is missing for RequestName='ExecuteBackgroundOperation'                               |
      | Request   | null                |                                            | -2147220989 | Required field 'Request' is missing for RequestName='ExecuteBackgroundOperation'                               |
      | Request   | OrganizationRequest | sample_Nothing                             | -2147204736 | The message requested is not supported on the server: 'sample_Nothing'.                                        |
      | Request   | OrganizationRequest | sample_ExportDataUsingFetchXmlToAnnotation | -2147220989 | Required field 'FetchXml' is missing for RequestName='sample_ExportDataUsingFetchXmlToAnnotation'              |
      | Request   | String              | x                                          | -2147220989 | Parameter 'Request' of message ExecuteBackgroundOperation must be an OrganizationRequest, but is a String.     |

  @BG-032 @BG-088
  Scenario: A callback that is no absolute address is refused
    When the SDK executes "ExecuteBackgroundOperation" with
      | Request     | OrganizationRequest | sample_CleanupExportedDataAnnotations |
      | CallbackUri | String              | /hook                                 |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "The callback URL '/hook' is not an absolute URL"

  @BG-03A @SO-027 @SO-028
  Scenario: Ids of requests and options of the pipeline change nothing
    When the SDK executes
      """
      <request>
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters>
            <a:KeyValuePairOfstringanyType><b:key>tag</b:key><b:value i:type="c:string">mine</b:value></a:KeyValuePairOfstringanyType>
          </a:Parameters><a:RequestId>8b1e4b1e-0000-4000-8000-000000000002</a:RequestId><a:RequestName>sample_CleanupExportedDataAnnotations</a:RequestName></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>BypassCustomPluginExecution</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>SuppressDuplicateDetection</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId>8b1e4b1e-0000-4000-8000-000000000003</a:RequestId>
        <a:RequestName>ExecuteBackgroundOperation</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    When everything settles
    Then the operation is Succeeded

  # A custom API may have a parameter that is called like an option; then it is that.
  @SO-028 @CA-043
  Scenario Outline: A custom API's own parameter is no option of the pipeline
    Given the custom API "sample_Tagged"
      | kind      | name   | type   |
      | parameter | <name> | String |
    And "sample_Tagged" waits to be started
    When the SDK executes "sample_Tagged" without parameters
    Then "/Fault/detail/OrganizationServiceFault/Message" equals Required field '<name>' is missing for RequestName='sample_Tagged'
    When the SDK executes "ExecuteBackgroundOperation" with
      | tag                                 | String              | outer         |
      | Request                             | OrganizationRequest | sample_Tagged |
      | Request.<name>                      | String              | mine          |
      | Request.BypassCustomPluginExecution | Boolean             | true          |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    When the row of the operation is read
    Then "inputparameters" holds the JSON
      """
      [{"Key":"<name>","Value":"mine"}]
      """

    Examples:
      | name               |
      | tag                |
      | SolutionUniqueName |

  @SO-028
  Scenario: An option that would do something is refused by name, and the journal keeps it
    When the SDK executes "Assign" with
      | SolutionUniqueName | String | Mine |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220715"
    And "/Fault/detail/OrganizationServiceFault/Message" equals The parameter `SolutionUniqueName` of `Assign` is not emulated.
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/message" equals Assign
    And "/entries/0/refusal" equals The parameter `SolutionUniqueName` of `Assign` is not emulated.

  @SO-035 @BG-0D4
  Scenario: Writes to elastic tables hand out a session token, and reads take it
    Given "sample_ExportDataUsingFetchXmlToAnnotation" waits to be started
    And the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    When the SDK executes Update with
      | Target              | Entity | backgroundoperation({operation}) |
      | Target.ttlinseconds | Int32  | 60                               |
    Then "/ExecuteResponse/ExecuteResult/Results/x-ms-session-token" matches "^\d+:\d+#\d+#\d+=\d+$"
    And "/ExecuteResponse/ExecuteResult/Results/x-ms-session-token" is remembered as "session"
    When the SDK executes Retrieve with
      | Target       | EntityReference | backgroundoperation({operation}) |
      | ColumnSet    | ColumnSet       | ttlinseconds                     |
      | SessionToken | String          | {session}                        |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/ttlinseconds" equals 60
    And "/ExecuteResponse/ExecuteResult/Results/x-ms-session-token" is absent

  # A deletion hands out none, and neither does a write to any other table.
  @SO-035 @BG-0D4
  Scenario: Other writes have no session token
    Given these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
    When the SDK executes Update with
      | Target      | Entity | account(a0000000-0000-4000-8000-0000000000f1) |
      | Target.name | String | Two                                           |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/x-ms-session-token" is absent
    Given the sample "submit" has run
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And everything settles
    When the SDK executes "Delete" with
      | Target | EntityReference | backgroundoperation({operation}) |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/x-ms-session-token" is absent

  @BG-035
  Scenario: A bound custom API gets its row as Target
    Given the custom API "sample_Bound" bound to a row of "account"
    And these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
    When the SDK executes "ExecuteBackgroundOperation" with
      | Request        | OrganizationRequest | sample_Bound                                  |
      | Request.Target | EntityReference     | account(a0000000-0000-4000-8000-0000000000f1) |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    And the operation's "name" is sample_Bound
    When everything settles
    Then the operation is Succeeded

  @BG-046 @SO-004
  Scenario Outline: A SOAP header names the user that a request runs as
    When the SDK executes WhoAmI with
      | <header> | header | <id> |
    Then the status is <status>
    And "<path>" equals "<value>"

    Examples:
      | header         | id                                   | status | path                                               | value                                |
      | CallerId       | 05e70000-0000-4000-8000-000000000001 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
      | CallerId       | 00000000-0000-0000-0000-000000000000 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
      | CallerObjectId | aad00000-0000-4000-8000-000000000001 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
      | CallerId       | 05e70000-0000-4000-8000-0000000000ff | 500    | /Fault/detail/OrganizationServiceFault/ErrorCode   | -2147220969                          |
      | LanguageCode   | 1033                                 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
